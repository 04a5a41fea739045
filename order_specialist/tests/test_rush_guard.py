from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import DeskCase

RUSH = {"is_rush": True, "rush_reason": "Wedding tomorrow"}


@tagged("post_install", "-at_install")
class TestRushGuard(DeskCase):
    """A rush takes from others: on every path by who may, and with a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order(user_id=cls.salesperson.id)

    def test_no_rush_without_a_reason_whoever_writes_it(self):
        for vals in ({"is_rush": True}, {"is_rush": True, "rush_reason": "  "}):
            for orders in (self.order, self.order.sudo()):
                with self.assertRaisesRegex(ValidationError, "Say why"):
                    orders.write(vals)
            with self.assertRaisesRegex(ValidationError, "Say why"):
                self._create_order(**vals)

    def test_reason_of_a_rush_is_not_taken_away(self):
        self.order.write(RUSH)
        with self.assertRaisesRegex(ValidationError, "Say why"):
            self.order.rush_reason = False

    def test_only_the_desk_says_what_goes_first(self):
        for user in (self.salesperson, self.warehouse_lead, self.accountant):
            with self.assertRaisesRegex(AccessError, "Only specialists say"):
                self.order.with_user(user).write(RUSH)
        with self.assertRaisesRegex(AccessError, "Only specialists say"):
            self._create_order(user=self.salesperson, **RUSH)
        self.order.with_user(self.specialist).write(RUSH)
        self.assertTrue(self.order.is_rush)
        for vals in ({"is_rush": False}, {"rush_reason": "Me first"}):
            with self.assertRaisesRegex(AccessError, "Only specialists say"):
                self.order.with_user(self.salesperson).write(vals)

    def test_import_is_no_way_around(self):
        fields = ["id", "is_rush", "rush_reason"]
        [xmlid] = self.order.sudo().export_data(["id"])["datas"][0]
        orders = self.env["sale.order"].with_user(self.salesperson)
        answer = orders.load(fields, [[xmlid, "True", "Wedding"]])
        self.assertIn("Only specialists say", str(answer["messages"]))
        answer = orders.with_user(self.specialist).load(fields, [[xmlid, "True", ""]])
        self.assertIn("Say why", str(answer["messages"]))
        self.assertFalse(self.order.is_rush)

    def test_saving_the_form_changes_nothing_and_is_not_refused(self):
        seller = self.order.with_user(self.salesperson)
        seller.write({"is_rush": False, "rush_reason": False, "note": "Call back"})
        self.order.write(RUSH)
        seller.write({**RUSH, "note": "Called"})

    def test_desk_that_is_off_asks_nothing(self):
        self.company.order_desk_active = False
        self.order.with_user(self.salesperson).is_rush = True
        self.assertTrue(self.order.is_rush)

    def test_rush_ends_with_a_button(self):
        self.order.write(RUSH)
        self.order.with_user(self.specialist).action_end_rush()
        self.assertRecordValues(self.order, [{"is_rush": False, "rush_reason": False}])
