from odoo import SUPERUSER_ID
from odoo.tests import tagged

from ..exceptions import GateClosed
from .release_common import ReleaseCase


@tagged("post_install", "-at_install")
class TestHoldStop(ReleaseCase):
    """STOP where the pickers look, when a hold comes after picking began."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order().sudo()
        cls.order.with_user(cls.specialist).action_confirm()
        cls.picking = cls.order.picking_ids.with_user(cls.warehouse_lead)

    def _get_stops(self):
        stop = self.env.ref("order_specialist.mail_activity_type_stop")
        return self.picking.sudo().activity_ids.filtered(lambda a: a.activity_type_id == stop)

    def test_warehouse_lead_is_told_and_told_again_when_it_is_over(self):
        self.picking.user_id = self.warehouse_lead
        self.picking.printed = True
        hold = self._hold(self.order)
        self.assertRecordValues(
            self._get_stops(),
            [
                {
                    "user_id": self.warehouse_lead.id,
                    "summary": f"STOP: Hold: Stop the truck, by {self.specialist.name}",
                }
            ],
        )
        self.picking.invalidate_recordset(["order_stop"])
        self.assertIn("Stop the truck", self.picking.order_stop)
        hold._release()
        self.assertFalse(self._get_stops().filtered("active"))
        self.assertTrue(any("go on" in (m.body or "") for m in self.picking.message_ids))

    def test_release_says_stop_too_and_of_whom(self):
        other, free = self._create_released()
        handoffs = (self.order | other).handoff_ids.with_user(self.warehouse_lead)
        handoffs = handoffs.browse(handoffs.ids)
        said = f"Hold: Stop the truck, by {self.specialist.name}"

        def get_stops():
            handoffs.invalidate_recordset(["stop"])
            return [handoff.stop for handoff in handoffs]

        self.assertEqual(get_stops(), [False, False])
        hold = self._hold(self.order)
        self.assertEqual(get_stops(), [False if h.id == free.id else said for h in handoffs])
        hold._release()
        self.assertEqual(get_stops(), [False, False])

    def test_release_says_nothing_of_its_own_acceptance(self):
        self.department.acceptance = "explicit"
        _order, handoff = self._create_released()
        self.assertTrue(handoff._is_stopping())
        self.assertFalse(handoff.with_user(self.warehouse_lead).stop)

    def test_releases_say_stop_with_as_many_queries_for_many_as_for_one(self):
        orders = self.env["sale.order"].union(*(self._create_released()[0] for _n in range(5)))
        self._hold(orders)

        def count(handoffs):
            self.env.flush_all()
            self.env.invalidate_all()
            # as a list on the screen names them
            handoffs = handoffs.with_user(self.warehouse_lead).browse(handoffs.ids)
            start = self.env.cr.sql_log_count
            self.assertTrue(all(handoffs.mapped("stop")))
            return self.env.cr.sql_log_count - start

        count(orders.handoff_ids)
        self.assertEqual(count(orders.handoff_ids), count(orders[0].handoff_ids))

    def test_somebody_of_the_department_is_told_what_the_system_accepted(self):
        self.picking.user_id = False
        self.order.with_user(SUPERUSER_ID).handoff_ids._accept("print")
        self._hold(self.order)
        self.assertTrue(
            self._get_stops().user_id.has_group("order_specialist.group_department_member")
        )

    def test_nobody_is_told_of_what_nobody_has_begun(self):
        self._hold(self.order)
        self.assertFalse(self._get_stops())

    def test_hold_that_stops_only_the_invoice_is_none_for_the_warehouse(self):
        self.picking.printed = True
        self._hold(self.order, self.env.ref("order_specialist.order_hold_type_invoice"))
        self.assertFalse(self._get_stops())

    def test_stop_goes_on_while_another_hold_is_there(self):
        self.picking.printed = True
        first = self._hold(self.order)
        self._hold(self.order, self.env.ref("order_specialist.order_hold_type_quality"))
        self.assertEqual(len(self._get_stops()), 1)
        first._release()
        self.assertTrue(self._get_stops().filtered("active"))

    def test_slip_of_a_held_transfer_is_not_printed(self):
        hold = self._hold(self.order)
        reports = self.env["ir.actions.report"].with_user(self.warehouse_lead)
        for slip in ("stock.report_picking", "stock.report_deliveryslip"):
            sentence = f"STOP: {self.picking.name} is held. Until .*\n.*Stop the truck"
            with self.assertRaisesRegex(GateClosed, sentence):
                reports._render_qweb_html(slip, self.picking.ids)
        with self.assertRaisesRegex(GateClosed, "Stop the truck"), self.env.cr.savepoint():
            self.picking.do_print_picking()
        self.assertFalse(self.picking.printed)
        hold._release()
        reports._render_qweb_html("stock.report_picking", self.picking.ids)

    def test_slip_of_what_has_left_is_printed(self):
        self._hold(self.order)
        self._record_left(self.picking)
        self.env["ir.actions.report"]._render_qweb_html(
            "stock.report_deliveryslip", self.picking.ids
        )

    def test_other_papers_are_printed(self):
        self._hold(self.order)
        self.env["ir.actions.report"]._render_qweb_html("sale.report_saleorder", self.order.ids)

    def test_held_transfer_joins_no_batch(self):
        """The field of stock_picking_batch, whether it is installed or not."""
        self._hold(self.order)
        with self.assertRaisesRegex(GateClosed, "Stop the truck"):
            self.picking.write({"batch_id": 1})
        self.assertFalse(self.picking._is_auto_batchable())

    def test_held_transfer_is_found_in_the_list(self):
        self._hold(self.order)
        views = self.env["stock.picking"].get_views([(False, "list"), (False, "kanban")])
        for view in views["views"].values():
            self.assertIn("order_stop", view["arch"])
