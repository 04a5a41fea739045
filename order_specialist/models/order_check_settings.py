import re

from odoo import api, fields, models

CUSTOMER_KINDS = (
    "customer_reference",
    "duplicate_order",
    "customer_blocked",
    "customer_terms",
    "credit_limit",
    "overdue_invoices",
    "vat_invalid",
    "control_total",
)
PRICE_KINDS = (
    "pricelist_price",
    "last_price",
    "price_not_positive",
    "discount_limit",
    "margin_floor",
    "tax_mismatch",
    "order_minimum",
    "unit_unusual",
    "quantity_step",
    "quantity_unusual",
    "line_repeated",
)
DELIVERY_KINDS = (
    "address_incomplete",
    "address_new",
    "route_missing",
    "carrier_missing",
    "date_infeasible",
    "product_unavailable",
    "stock_short",
)
#: How much of a long setting the list of checks shows.
TEXT_LENGTH = 40


class OrderCheck(models.Model):
    """What a check is set to, and what its rule does, in words."""

    _inherit = "order.check"

    settings_text = fields.Char(
        string="Settings",
        compute="_compute_settings_text",
        help="What the rule is set to; open the check to change it.",
    )
    kind_help = fields.Char(string="What It Does", compute="_compute_kind_help")
    parameter_names = fields.Json(
        compute="_compute_parameter_names",
        help="The method and the settings of the rule, for the form.",
    )

    @api.depends_context("lang")
    @api.depends(lambda self: ("kind", "method", *self._get_parameter_names()))
    def _compute_settings_text(self):
        parameters = self._get_parameters()
        for check in self:
            names = parameters.get(check.kind, ()) if check.method == "machine" else ()
            texts = [check._get_setting(name) for name in names if check[name]]
            check.settings_text = " · ".join(texts)

    @api.depends_context("lang")
    @api.depends("kind", "method")
    def _compute_kind_help(self):
        helps = self._get_kind_help()
        for check in self:
            check.kind_help = helps.get(check.kind, "") if check.method == "machine" else ""

    @api.depends("kind", "method")
    def _compute_parameter_names(self):
        parameters = self._get_parameters()
        for check in self:
            names = parameters.get(check.kind, ()) if check.method == "machine" else ()
            check.parameter_names = [check.method, *names]

    @api.model
    def _get_parameter_names(self):
        """Return the names of the settings of all rules, each once."""
        return tuple(dict.fromkeys(sum(map(tuple, self._get_parameters().values()), ())))

    @api.model
    def _get_kind_help(self):
        """Return ``{kind: one sentence of what the rule finds}``; a rule adds its own."""
        return {}

    @api.model
    def get_kind_choices(self):
        """Return the rules by what they look at: ``[{label, kinds: [{value, label, help}]}]``."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        helps = self._get_kind_help()
        groups = []
        for label, kinds in self._get_kind_groups(tuple(labels)):
            choices = [
                {"value": kind, "label": labels[kind], "help": helps.get(kind, "")}
                for kind in kinds
                if kind in labels
            ]
            groups += [{"label": label, "kinds": choices}] if choices else []
        return groups

    @api.model
    def _get_kind_groups(self, kinds):
        """Return ``[(label, names of rules)]``; what no group names is another addon's."""
        groups = [
            (self.env._("Customer"), CUSTOMER_KINDS),
            (self.env._("Price and quantity"), PRICE_KINDS),
            (self.env._("Address, date and stock"), DELIVERY_KINDS),
        ]
        named = {kind for _label, names in groups for kind in names}
        return [
            *groups,
            (self.env._("Other"), tuple(kind for kind in kinds if kind not in named)),
        ]

    def _get_setting(self, name):
        """Return one setting in words: "Tolerance 0.5 %", "Days 30"."""
        field = self._fields[name]
        label = field.get_description(self.env, ["string"])["string"]
        value = self._get_setting_value(field)
        if field.type == "boolean":
            return label
        # a unit stands behind the label in a form, and behind the value in a sentence
        unit = re.fullmatch(r"(.+) \(([^()]*)\)", label)
        if unit and unit[2] == unit[2].lower():
            return f"{unit[1]} {value} {unit[2]}"
        return f"{label} {value}"

    def _get_setting_value(self, field):
        value = self[field.name]
        if field.relational:
            value = ", ".join(value.sudo().mapped("display_name"))
        elif field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value, value)
        elif field.type in ("float", "monetary", "integer"):
            return f"{value:,.10g}"
        text = str(value)
        return text if len(text) <= TEXT_LENGTH else f"{text[: TEXT_LENGTH - 1]}…"
