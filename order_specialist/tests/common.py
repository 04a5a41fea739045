"""A small desk to test on: a specialist and his colleagues, a product, a customer, an order."""

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from .kept import equip


class DeskCase(TransactionCase):
    """The desk is on; no checklist is in use until a test makes one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        equip(cls, DeskCase)
        cls.company.order_desk_active = True

    @classmethod
    def _make(cls):
        """Make what every class begins with; ``make test`` keeps it for all of them."""
        cls.company = cls.env.company
        cls._create_people()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.product = cls._create_product("Camembert", 9.0, stock=1000)
        cls.customer = cls._create_customer("Delikatessen Huber")

    @classmethod
    def _create_people(cls):
        """Create who works here like `new_test_user`, in one go, which takes half the time."""
        people = {
            "specialist": "order_specialist.group_specialist",
            "supervisor": "order_specialist.group_supervisor",
            "credit": "order_specialist.group_credit_controller",
            "administrator": "order_specialist.group_administrator",
            "warehouse": "order_specialist.group_department_member,stock.group_stock_user",
            "auditor": "order_specialist.group_auditor",
            "sales": "sales_team.group_sale_salesman",
            "account": "account.group_account_invoice",
        }
        users = cls.env["res.users"].create(
            [
                {
                    "name": f"t_{name} ({groups})",
                    "login": f"t_{name}",
                    "password": f"t_{name}".ljust(8, "x"),
                    "email": f"t_{name}@example.com",
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                    "group_ids": [
                        Command.set([cls.env.ref(group).id for group in groups.split(",")])
                    ],
                }
                for name, groups in people.items()
            ]
        )
        cls.specialist, cls.supervisor, cls.controller, cls.administrator = users[:4]
        cls.warehouse_lead, cls.auditor, cls.salesperson, cls.accountant = users[4:]

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(cls.env, login=login, groups=groups, company_id=cls.company.id)

    @classmethod
    def _create_customer(cls, name, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "street": "Hauptstraße 31",
                "city": "Graz",
                "zip": "8010",
                "country_id": cls.env.ref("base.at").id,
                **values,
            }
        )

    @classmethod
    def _create_product(cls, name, price, stock=0.0, **values):
        product = cls.env["product.product"].create(
            {
                "name": name,
                "list_price": price,
                "is_storable": True,
                "invoice_policy": "delivery",
                "taxes_id": [Command.clear()],
                **values,
            }
        )
        if stock:
            cls.env["stock.quant"]._update_available_quantity(
                product, cls.warehouse.lot_stock_id, stock
            )
        return product

    @classmethod
    def _create_checklist(cls, *checks, mode="enforce", **values):
        """Create a checklist whose ``checks`` are dicts; a plain string is a kind of rule."""
        return cls.env["order.checklist"].create(
            {
                "name": "Test",
                "mode": mode,
                "check_ids": [
                    Command.create(
                        {"name": check, "kind": check}
                        if isinstance(check, str)
                        else {"name": check.get("kind", "Look at it"), **check}
                    )
                    for check in checks
                ],
                **values,
            }
        )

    @classmethod
    def _create_order(cls, lines=((None, 10, None),), user=None, **values):
        """Create a quotation as ``user``; ``lines`` are (product, quantity, price) triples."""
        env = cls.env(user=user or cls.specialist)
        return env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": (product or cls.product).id,
                            "product_uom_qty": quantity,
                            **({} if price is None else {"price_unit": price}),
                        }
                    )
                    for product, quantity, price in lines
                ],
                **values,
            }
        )

    def _get_messages(self, orders, gate=None):
        """Return the messages of what stops ``orders`` at ``gate``, as the specialist reads."""
        blockers = orders.with_user(self.specialist).get_blockers(gate)
        return [blocker["message"] for blocker in blockers if blocker["stops"]]

    def _find(self, orders, kind):
        """Return what the rule ``kind`` of the checklists in use finds, as plain values."""
        checks = self.env["order.check"].search([("kind", "=", kind), ("mode", "!=", "draft")])
        return checks._find(orders.sudo()).findings

    def _get_finding(self, order, kind):
        """Return the one finding of ``kind`` on ``order`` as a plain value."""
        checks = self.env["order.check"].search([("kind", "=", kind), ("mode", "!=", "draft")])
        findings = [f for f in checks._find(order.sudo()).findings if f.order_id == order.id]
        self.assertEqual(len(findings), 1, findings)
        return findings[0]

    def _override(self, order, rule, user, kind="override", note=None):
        """Let ``user`` override the finding of ``rule`` on ``order``."""
        reason = self.env["order.reason"].search([("usage", "=", kind)], limit=1)
        overrides = self.env["order.override"].with_user(user)
        return overrides._let_pass(
            self._get_finding(order, rule), reason.with_user(user), note, kind
        )
