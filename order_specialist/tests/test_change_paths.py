from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..exceptions import ChangeRefused
from ..tools.changes import KINDS, STAGES
from .change_common import ChangeCase


@tagged("post_install", "-at_install")
class TestChangePaths(ChangeCase):
    """A matrix that refuses everything, and every way that people try."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_customer("Gasthof Moser")
        cls.manager = cls._create_user(
            "t_manager", "sales_team.group_sale_manager,account.group_account_manager"
        )
        cls.order = cls._create_confirmed(user_id=cls.salesperson.id)
        cls.quotation = cls._create_order(user_id=cls.salesperson.id)
        for kind, _label in KINDS:
            cls._rule(kind, **{stage: "refused" for stage, _name in STAGES if stage != "quotation"})
        cls.people = (
            cls.salesperson,
            cls.specialist,
            cls.supervisor,
            cls.administrator,
            cls.manager,
        )

    def _assert_refused(self, ways, users=None):
        """Try each of ``ways`` (name, function of the order) as each user."""
        for user in users or self.people:
            order = self.order.with_user(user)
            for name, way in ways:
                refused = self._refused("is not possible at the stage “Released”", ChangeRefused)
                with self.subTest(way=name, user=user.login), refused:
                    way(order)
        self.assertEqual(self.order.order_line.product_uom_qty, 10)
        self.assertEqual((self.order.state, len(self.order.order_line)), ("sale", 1))

    def test_header_fields(self):
        day = fields.Datetime.now()
        term = self.env.ref("account.account_payment_term_30days")
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        values = {
            "partner_id": self.other.id,
            "partner_invoice_id": self.other.id,
            "partner_shipping_id": self.other.id,
            "commitment_date": day,
            "promised_date": day,
            "requested_date": day.date(),
            "payment_term_id": term.id,
            "fiscal_position_id": position.id,
        }
        self._assert_refused(
            [
                (name, lambda order, vals={name: value}: order.write(vals))
                for name, value in values.items()
            ]
        )

    def test_line_fields(self):
        values = {
            "product_uom_qty": 12,
            "price_unit": 1.0,
            "discount": 5.0,
            "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
            "tax_ids": [Command.create({"name": "7 %", "amount": 7})],
            "requested_date": fields.Date.today(),
            "promised_date": fields.Datetime.now(),
            "order_id": self.quotation.id,
        }
        ways = [
            (name, lambda order, vals={name: value}: order.order_line.write(vals))
            for name, value in values.items()
        ]
        self._assert_refused(ways, (self.salesperson, self.manager))
        self._assert_refused(ways[:3])

    def test_ways_to_write_a_quantity(self):
        def save_form(order):
            with Form(order) as form, form.order_line.edit(0) as line:
                line.product_uom_qty = 12

        def import_file(order):
            xmlid = (
                self.env["ir.model.data"]
                .sudo()
                .create(
                    {
                        "module": "__test__",
                        "name": "line",
                        "model": "sale.order.line",
                        "res_id": order.order_line.id,
                    }
                )
            )
            result = order.env["sale.order.line"].load(
                ["id", "product_uom_qty"], [[xmlid.complete_name, "12"]]
            )
            if result["messages"]:
                raise ChangeRefused(result["messages"][0]["message"])

        self._assert_refused(
            [
                ("line", lambda order: order.order_line.write({"product_uom_qty": 12})),
                ("to nothing", lambda order: order.order_line.write({"product_uom_qty": 0})),
                (
                    "command",
                    lambda order: order.write(
                        {
                            "order_line": [
                                Command.update(order.order_line.id, {"product_uom_qty": 9})
                            ]
                        }
                    ),
                ),
                (
                    "web",
                    lambda order: order.web_save(
                        {"order_line": [(1, order.order_line.id, {"product_uom_qty": 12})]}, {}
                    ),
                ),
                ("list", lambda order: order.order_line.web_save({"product_uom_qty": 12}, {})),
                ("form", save_form),
                ("import", import_file),
            ]
        )

    def test_ways_to_add_a_line(self):
        values = {"product_id": self.product.id, "product_uom_qty": 1}

        def move_line(order):
            self.quotation.with_user(order.env.user).order_line.order_id = order

        self._assert_refused(
            [
                (
                    "create",
                    lambda order: order.order_line.create({**values, "order_id": order.id}),
                ),
                (
                    "default",
                    lambda order: order.order_line.with_context(default_order_id=order.id).create(
                        values
                    ),
                ),
                ("command", lambda order: order.write({"order_line": [Command.create(values)]})),
                (
                    "as a payment",
                    lambda order: order.write(
                        {"order_line": [Command.create({**values, "is_downpayment": True})]}
                    ),
                ),
                (
                    "link",
                    lambda order: order.write(
                        {"order_line": [Command.link(self.quotation.order_line.id)]}
                    ),
                ),
                (
                    "another article",
                    lambda order: order.order_line.write(
                        {"product_id": self._create_product("Gouda", 5.0).id}
                    ),
                ),
                ("moved", move_line),
            ]
        )
        self.order.with_user(self.salesperson).order_line = [
            Command.create({"display_type": "line_note", "name": "Leave it at the back door"})
        ]

    def test_ways_to_cancel(self):
        def mass_cancel(order):
            wizard = order.env["sale.mass.cancel.orders"].create({"sale_order_ids": order.ids})
            wizard.action_mass_cancel()

        self._assert_refused(
            [
                ("button", lambda order: order.action_cancel()),
                ("private", lambda order: order._action_cancel()),
                ("state", lambda order: order.write({"state": "cancel"})),
                ("back to quotation", lambda order: order.write({"state": "draft"})),
                ("back to sent", lambda order: order.write({"state": "sent"})),
                ("many", mass_cancel),
                ("line", lambda order: order.order_line.unlink()),
                ("clear", lambda order: order.write({"order_line": [Command.clear()]})),
            ]
        )

    def test_warehouse_and_accounting_do_not_go_around(self):
        """They may write orders in Odoo."""
        ways = [
            ("line", lambda order: order.order_line.write({"product_uom_qty": 12})),
            ("state", lambda order: order.write({"state": "draft"})),
        ]
        for user in (self.warehouse_lead, self.accountant):
            for name, way in ways:
                with self.subTest(way=name, user=user.login), self._refused(""):
                    way(self.order.with_user(user))
        self.assertEqual(self.order.order_line.product_uom_qty, 10)

    def test_customer_changes_nothing(self):
        portal = new_test_user(self.env, "t_portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.customer
        for way in (
            lambda order: order.order_line.write({"product_uom_qty": 12}),
            lambda order: order.action_cancel(),
            lambda order: order.action_cancel_at_desk(),
            lambda order: order.action_accept_not_ordered(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                way(self.order.with_user(portal))
        self.assertEqual(self.order.state, "sale")

    def test_the_sentence_names_who_may(self):
        self._rule("price", "order_specialist.group_supervisor", released="allowed")
        message = (
            "^Changing prices or terms of S[0-9]+ is not possible at the stage “Released”; "
            "only “Order Desk / Supervisor” may do it.$"
        )
        with self._refused(message, ChangeRefused):
            self.order.with_user(self.specialist).order_line.price_unit = 8
        self.order.with_user(self.supervisor).order_line.price_unit = 8
        self.assertEqual(self.changes.search([], limit=1).user_id, self.supervisor)

    def test_quotations_stay_free(self):
        order = self.quotation.with_user(self.salesperson)
        order.write({"partner_id": self.other.id, "commitment_date": fields.Datetime.now()})
        order.order_line.write({"product_uom_qty": 3, "price_unit": 8})
        order.order_line = [Command.create({"product_id": self.product.id})]
        order.order_line[1].unlink()
        order.action_cancel()
        self.assertEqual(order.state, "cancel")

    def test_a_refused_part_undoes_the_whole_call(self):
        self.rules.search([("kind", "=", "date")]).unlink()
        with self._refused("Changing the quantity", ChangeRefused):
            self.order.write(
                {
                    "requested_date": "2024-05-07",
                    "order_line": [
                        Command.update(self.order.order_line.id, {"product_uom_qty": 1})
                    ],
                }
            )
        self.assertFalse(self.order.requested_date)
        self.assertFalse(self._get_rows(self.order))
