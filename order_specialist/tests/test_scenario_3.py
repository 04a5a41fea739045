"""Nineteen Camembert for seventy-three, and three Scones with forty on the way."""

from odoo.tests import Form, tagged

from .release_common import ReleaseCase

#: Northwind's open orders: number, due, (Camembert, Scones).
OPEN = (
    (11061, "2026-06-11", (15, 0)),
    (11059, "2026-06-10", (35, 0)),
    (11077, "2026-06-03", (2, 0)),
    (11058, "2026-05-27", (21, 3)),
    (11040, "2026-05-20", (0, 20)),
)


@tagged("post_install", "-at_install")
class TestScenario3(ReleaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_checklist({"kind": "stock_short", "gate": "handoff"})
        cls.camembert = cls._create_product("Camembert Pierrot", 34.0, stock=19)
        cls.scones = cls._create_product("Sir Rodney's Scones", 10.0, stock=3)
        cls.env["stock.move"].create(
            {
                "product_id": cls.scones.id,
                "product_uom_qty": 40,
                "location_id": cls.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": cls.warehouse.lot_stock_id.id,
                "date": "2026-06-01",
            }
        )._action_confirm()
        cls.orders = {
            number: cls._create_order(
                [
                    (product, quantity, None)
                    for product, quantity in zip(
                        (cls.camembert, cls.scones), quantities, strict=True
                    )
                    if quantity
                ],
                requested_date=due,
                client_order_ref=str(number),
                partner_id=cls._create_customer(f"Customer {number}").id,
            )
            for number, due, quantities in OPEN
        }
        cls.all_orders = cls.env["sale.order"].union(*cls.orders.values())

    def _tell(self, number):
        order = self.orders[number]
        return [blocker["message"] for blocker in order.action_verify()]

    def test_stock_by_promised_date_and_nobody_is_blocked(self):
        def before(*numbers):
            return ", ".join(self.orders[number].name for number in numbers)

        self.assertEqual(
            {number: self._tell(number) for number in self.orders},
            {
                11058: [
                    "Camembert Pierrot: 2 of 21 missing, no supply known.",
                    "Sir Rodney's Scones: 3 of 3 missing; 40 expected 06/01/2026; "
                    f"before it: {before(11040)}.",
                ],
                11077: [
                    "Camembert Pierrot: 2 of 2 missing, no supply known; "
                    f"before it: {before(11058)}."
                ],
                11059: [
                    "Camembert Pierrot: 35 of 35 missing, no supply known; "
                    f"before it: {before(11058, 11077)}."
                ],
                11061: [
                    "Camembert Pierrot: 15 of 15 missing, no supply known; "
                    f"before it: {before(11058, 11077, 11059)}."
                ],
                11040: ["Sir Rodney's Scones: 17 of 20 missing; 40 expected 06/01/2026."],
            },
        )
        self.assertEqual(self._get_messages(self.all_orders), [])
        self.assertFalse(any(self.all_orders.mapped("blocker_count")))

    def test_who_takes_all_or_nothing_waits_and_nobody_reserves_for_him(self):
        order = self.orders[11061].sudo()
        order.partner_id.order_ship_complete = True
        self.assertEqual(self._get_messages(order, "confirm"), [])
        self.assertFalse(self._confirm(order))
        self.assertEqual((order.state, order.handoff_state), ("sale", "to_release"))
        (message,) = self._get_messages(order, "handoff")
        self.assertIn("Camembert Pierrot: 15 of 15 missing, no supply known", message)
        move = order.picking_ids.move_ids
        self.assertEqual((move.quantity, move.state), (0, "confirmed"))
        order.picking_ids.with_user(self.warehouse_lead).action_assign()
        self.assertEqual(move.quantity, 0)
        # more comes in: it is released, and reserved by itself
        self.env["stock.quant"]._update_available_quantity(
            self.camembert, self.warehouse.lot_stock_id, 100
        )
        self.env["order.verification"]._scan(order)
        self.assertEqual(order.handoff_state, "released")
        self.assertEqual(move.quantity, 15)

    def test_a_change_that_waits_for_its_answer_is_demand_already(self):
        order = self.orders[11058].sudo()
        handoff = self._confirm(order)
        handoff.with_user(self.warehouse_lead)._accept("print")
        line = order.order_line.filtered(lambda line: line.product_id == self.camembert)
        line.with_user(self.specialist).product_uom_qty = 25
        self.assertEqual((line.product_uom_qty, order.pending_change_ids.quantity), (21, 4))
        for state, expected in (("pending", (25, 6)), ("refused", (21, 2))):
            order.pending_change_ids.state = state
            facts = self.env["order.gate"]._get_facts(self.all_orders)
            short = self.env["order.check"]._load_shortage(facts)[line.id]
            self.assertEqual((short.needed, short.missing), expected)

    def test_a_rush_says_first_whom_it_costs_what(self):
        order = self.orders[11077]
        first = self.orders[11058].name
        form = Form(
            self.env["order.rush.wizard"]
            .with_user(self.specialist)
            .with_context(**order.action_rush()["context"])
        )
        self.assertEqual(form.losses, f"{first} loses 2 (gets 17) Camembert Pierrot")
        self.assertRegex(form.share, r"^\d+ of \d+ open releases \(\d+ %\)$")
        # saying no changes nothing
        self.env.invalidate_all()
        self.assertFalse(order.is_rush)
        self.assertIn("Camembert Pierrot: 2 of 2 missing", self._tell(11077)[0])
        form.rush_reason = "Wedding tomorrow"
        form.save().action_rush()
        self.assertRecordValues(order, [{"is_rush": True, "rush_reason": "Wedding tomorrow"}])
        self.assertEqual(self._tell(11077), [])
        self.assertIn(
            f"Camembert Pierrot: 4 of 21 missing, no supply known; before it: {order.name}.",
            self._tell(11058),
        )

    def test_a_rush_that_costs_nobody_says_so(self):
        form = Form(
            self.env["order.rush.wizard"]
            .with_user(self.specialist)
            .with_context(**self.orders[11040].action_rush()["context"])
        )
        self.assertFalse(form.losses)

    def test_nineteen_of_twenty_one_are_one_release(self):
        order = self.orders[11058].sudo()
        order.order_line[1].product_uom_qty = 0
        handoff = self._confirm(order)
        self._validate(order.picking_ids)
        self.assertRecordValues(handoff, [{"state": "accepted", "is_partly_shipped": True}])
        self.assertIn("21 Units Camembert Pierrot (19 shipped)", handoff.content)
        backorder = order.picking_ids.filtered("backorder_id")
        self.assertEqual(backorder.move_ids.product_uom_qty, 2)
        self.env["order.verification"]._scan(order)
        self.assertEqual(order.handoff_ids, handoff, "it is not offered again")
        # the caller says his number
        found = self.env["sale.order"].with_user(self.specialist)
        found = found.search([("desk_search", "ilike", "11058")])
        self.assertEqual(found, self.orders[11058])
        self.assertRegex(found.next_step, r"^19 of 21 shipped .*, 2 expected .*\.$")
