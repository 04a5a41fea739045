"""The company that the orders come to: name, chart of accounts, options, price list."""

from . import keys

NAME = "Northwind Traders"
DEFAULT_NAMES = ("My Company", "YourCompany", "My Company (San Francisco)")


def prepare(env):
    """Make the current company ready to sell, ship and invoice; return its price list."""
    company = env.company
    if company.name in DEFAULT_NAMES:
        company.name = NAME
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    company.account_use_credit_limit = True
    # a demonstration texts nobody, and no dialog asks whether it should
    company.stock_text_confirmation = False
    _enable(env, "product.group_product_pricelist", "sale.group_discount_per_so_line")
    return keys.ensure(
        env,
        "product.pricelist",
        "pricelist",
        {"main": {"name": "Northwind", "company_id": company.id}},
    )["main"]


def _enable(env, *features):
    """Switch on options of the settings (price lists, discounts) for all internal users."""
    for feature in features:
        env.ref("base.group_user")._apply_group(env.ref(feature))
