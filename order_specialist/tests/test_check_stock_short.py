from odoo.tests import tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestCheckStockShort(DeskCase):
    """Nineteen Camembert for seventy-three, and three Scones with forty on the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist({"kind": "stock_short", "gate": "handoff"})
        cls.camembert = cls._create_product("Camembert Pierrot", 34.0, stock=19)
        cls.scones = cls._create_product("Sir Rodney's Scones", 10.0, stock=3)
        cls._create_receipt(cls.scones, 40)
        cls.orders = {
            number: cls._create_order(lines, requested_date=due)
            for number, due, lines in (
                # entered in another order than promised
                (11061, "2026-06-11", [(cls.camembert, 15, None)]),
                (11059, "2026-06-10", [(cls.camembert, 35, None)]),
                (11077, "2026-06-03", [(cls.camembert, 2, None)]),
                (11058, "2026-05-27", [(cls.camembert, 21, None), (cls.scones, 3, None)]),
                (11040, "2026-05-20", [(cls.scones, 20, None)]),
            )
        }
        cls.all_orders = cls.env["sale.order"].union(*cls.orders.values())

    @classmethod
    def _create_receipt(cls, product, quantity, date="2026-06-01", origin=False, **values):
        move = cls.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": cls.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": cls.warehouse.lot_stock_id.id,
                "date": date,
                "origin": origin,
                **values,
            }
        )
        return move._action_confirm()

    def _get_short(self, product, orders=None):
        """Return ``{number: [needed, missing]}``."""
        numbers = {order.id: number for number, order in self.orders.items()}
        lines = self.all_orders.order_line.filtered(lambda line: line.product_id == product)
        return {
            numbers[finding.order_id]: finding.actual
            for finding in self._find(orders or self.all_orders, "stock_short")
            if finding.line_id in lines.ids
        }

    def test_stock_goes_to_the_earliest_promise(self):
        short = self._get_short(self.camembert)
        self.assertEqual(short, {11058: [21, 2], 11077: [2, 2], 11059: [35, 35], 11061: [15, 15]})
        self.assertEqual(sum(missing for _needed, missing in short.values()), 73 - 19)
        self.assertEqual(self._get_short(self.scones), {11040: [20, 17], 11058: [3, 3]})

    def test_one_order_is_told_the_same_as_all(self):
        self.assertEqual(self._get_short(self.camembert, self.orders[11077]), {11077: [2, 2]})

    def test_what_is_on_the_way_is_told_with_its_day(self):
        messages = [b["message"] for b in self.orders[11040].get_blockers()]
        self.assertEqual(
            messages, ["Sir Rodney's Scones: 17 of 20 missing; 40 expected 06/01/2026."]
        )
        messages = [b["message"] for b in self.orders[11077].get_blockers()]
        first = self.orders[11058].name
        self.assertEqual(
            messages, [f"Camembert Pierrot: 2 of 2 missing, no supply known; before it: {first}."]
        )

    def test_nobody_is_stopped(self):
        self.assertEqual(self._get_messages(self.all_orders), [])

    def test_customer_who_takes_all_or_nothing_is_stopped_at_the_release(self):
        order = self.orders[11061]
        order.picking_policy = "one"
        (message,) = self._get_messages(order, "handoff")
        self.assertIn("Camembert Pierrot: 15 of 15 missing, no supply known", message)
        self.assertEqual(self._get_messages(order, "confirm"), [])
        others = self.all_orders - order
        self.assertEqual(self._get_messages(others), [])

    def test_instruction_of_the_customer_counts_like_the_order(self):
        for instruction in ("order_ship_complete", "order_no_backorder"):
            self.customer[instruction] = True
            self.assertEqual(len(self._get_messages(self.orders[11061], "handoff")), 1)
            self.customer[instruction] = False

    def test_promise_of_the_order_goes_before_what_was_asked(self):
        self.orders[11061].promised_date = "2026-05-01"
        self.assertEqual(self._get_short(self.camembert)[11058], [21, 17])
        self.assertNotIn(11061, self._get_short(self.camembert))

    def test_promise_of_the_line_goes_before_that_of_the_order(self):
        self.orders[11061].promised_date = "2026-05-01"
        self.orders[11061].order_line.promised_date = "2026-07-01"
        self.assertEqual(self._get_short(self.camembert)[11061], [15, 15])

    def test_cancelled_orders_need_nothing(self):
        self.orders[11058]._action_cancel()
        self.assertEqual(self._get_short(self.camembert), {11059: [35, 18], 11061: [15, 15]})

    def test_expired_quotations_keep_nothing_from_others(self):
        self.orders[11058].validity_date = "2020-01-01"
        self.assertEqual(self._get_short(self.camembert, self.orders[11077]), {})

    def test_closed_short_is_needed_no_more(self):
        self.orders[11058].sudo().order_line[0].cancelled_qty = 20
        self.assertEqual(self._get_short(self.camembert)[11059], [35, 19])

    def test_stock_of_another_warehouse_does_not_help(self):
        other = self.env["stock.warehouse"].create({"name": "Linz", "code": "LNZ"})
        self.env["stock.quant"]._update_available_quantity(self.camembert, other.lot_stock_id, 100)
        self.assertEqual(self._get_short(self.camembert)[11059], [35, 35])
        self.orders[11059].warehouse_id = other
        self.assertEqual(
            self._get_short(self.camembert), {11058: [21, 2], 11077: [2, 2], 11061: [15, 15]}
        )

    def test_services_are_never_short(self):
        service = self._create_product("Advice", 50.0, type="service", is_storable=False)
        self.assertEqual(self._find(self._create_order([(service, 9, None)]), "stock_short"), [])

    def test_override_covers_a_smaller_quantity_whatever_stock_does(self):
        order = self.orders[11061]
        order.picking_policy = "one"
        self._override(order, "stock_short", self.specialist)
        self.env["stock.quant"]._update_available_quantity(
            self.camembert, self.warehouse.lot_stock_id, -10
        )
        self.assertEqual(self._get_messages(order, "handoff"), [])
        order.order_line.product_uom_qty = 14
        self.assertEqual(self._get_messages(order, "handoff"), [])
        order.order_line.product_uom_qty = 16
        self.assertEqual(len(self._get_messages(order, "handoff")), 1)

    def test_customer_who_takes_a_substitute_is_told_of(self):
        order = self.orders[11061]
        order.partner_id.sudo().commercial_partner_id.order_substitutes_allowed = True
        told = [row["message"] for row in order.get_blockers()]
        self.assertTrue(told[0].endswith("This customer takes a substitute."), told)

    def test_no_known_supply_stops_where_the_check_says_so(self):
        self.checklist.check_ids.stop_without_supply = True
        stopped = self.all_orders.filtered(lambda order: self._get_messages(order, "handoff"))
        self.assertEqual(
            {number for number, order in self.orders.items() if order in stopped},
            {11058, 11077, 11059, 11061},
        )
        self._create_receipt(self.camembert, 54)
        self.assertEqual(self._get_messages(self.all_orders), [])

    def test_what_comes_in_goes_to_what_is_missing_in_the_same_order(self):
        self._create_receipt(self.camembert, 10, "2026-06-02", "P00007")
        self._create_receipt(self.camembert, 30, "2026-06-09", "P00008")
        self._create_receipt(self.camembert, 5, "2026-05-30", "P00009")
        expected = {
            number: finding.expected[:4]
            for finding in self._find(self.all_orders, "stock_short")
            for number, order in self.orders.items()
            if order.id == finding.order_id and finding.line_id in order.order_line[0].ids
        }
        self.assertEqual(expected[11058], [5, "2026-05-30", "P00009", True])
        self.assertEqual(expected[11077], [5, "2026-05-30", "P00009", True])
        self.assertEqual(expected[11059], [45, "2026-06-09", "P00008", True])
        self.assertEqual(expected[11061], [45, "2026-06-09", "P00008", False])
        names = ", ".join(self.orders[number].name for number in (11058, 11077, 11059))
        self.assertEqual(
            [b["message"] for b in self.orders[11061].get_blockers()],
            [
                "Camembert Pierrot: 15 of 15 missing; only 45 expected 06/09/2026 (P00008), "
                f"no supply known for the rest; before it: {names}."
            ],
        )
        self._create_order([(self.camembert, 1, None)], requested_date="2026-06-12")
        last = self._create_order([(self.camembert, 1, None)], requested_date="2026-06-13")
        self.assertIn(" and 2 more.", last.get_blockers()[0]["message"])

    def test_transfer_from_another_warehouse_is_a_supply(self):
        other = self.env["stock.warehouse"].create({"name": "Linz", "code": "LNZ"})
        values = {"location_id": other.lot_stock_id.id}
        self._create_receipt(self.camembert, 100, "2026-06-02", "LNZ/1", **values)
        (finding,) = self._find(self.orders[11077], "stock_short")
        self.assertEqual(finding.expected[:4], [100, "2026-06-02", "LNZ/1", True])
        # within the house nothing comes in
        self.env["stock.move"].search([("product_id", "=", self.camembert.id)])._action_cancel()
        self._create_receipt(
            self.camembert, 100, location_id=self.warehouse.wh_input_stock_loc_id.id
        )
        (finding,) = self._find(self.orders[11077], "stock_short")
        self.assertEqual(finding.expected[:4], [0, None, "", False])
