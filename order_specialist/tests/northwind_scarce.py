"""Nineteen Camembert for seventy-three, on Northwind's own open orders as the loader makes them."""

from odoo.tests import Form

from ..demo import keys

CAMEMBERT, SCONES = "60", "21"
#: What each open order wants and what stock leaves open of it: {order: {product: (of, missing)}}.
OPEN = {
    11040: {SCONES: (20, 17)},
    11058: {CAMEMBERT: (21, 2), SCONES: (3, 3)},
    11077: {CAMEMBERT: (2, 2)},
    11059: {CAMEMBERT: (35, 35)},
    11061: {CAMEMBERT: (15, 15)},
}


class NorthwindScarce:
    """Mixed into the class that has loaded the orders, to share the seconds that this takes."""

    def _get_scarce(self):
        everything = self.orders[11040].union(*(self.orders[number] for number in OPEN))
        return everything.with_user(self._get_specialist())

    def _get_specialist(self):
        return keys.find(self.env, "res.users", "user")["specialist"]

    def _read_shortage(self, *numbers):
        """Return ``{order: {product: (of, missing)}}`` of scarce products, and what comes in."""
        orders = self._get_scarce()
        facts = self.env["order.gate"]._get_facts(orders)
        shortage = self.env["order.check"]._load_shortage(facts)
        found, incoming = {}, {}
        for number in numbers or OPEN:
            for line in self.orders[number].order_line:
                code = line.product_id.default_code
                if code in (CAMEMBERT, SCONES):
                    # a line that misses nothing is not there
                    short = shortage.get(line.id)
                    figures = (short.needed, short.missing) if short else (line.product_uom_qty, 0)
                    found.setdefault(number, {})[code] = figures
                    if short:
                        incoming.setdefault(code, set()).add((short.incoming, short.expected_on))
        return found, incoming

    def _tell_short(self, number):
        """Return what verifying an order says of its scarce goods, and whether that stops it."""
        orders = self._get_scarce()
        checks = self.env["order.check"].search([("kind", "=", "stock_short")])
        return [
            (blocker["message"], blocker["stops"])
            for blocker in orders.action_verify()
            if blocker["check_id"] in checks.ids
            and blocker["order_id"] == self.orders[number].id
            and any(name in blocker["message"] for name in ("Camembert", "Scones"))
        ]

    def test_scarce_goods_go_to_whom_they_are_promised_first(self):
        found, incoming = self._read_shortage()
        self.assertEqual(found, OPEN)
        wanted = sum(found[number][CAMEMBERT][0] for number in OPEN if CAMEMBERT in OPEN[number])
        missing = sum(found[number][CAMEMBERT][1] for number in OPEN if CAMEMBERT in OPEN[number])
        self.assertEqual((wanted, missing), (73, 73 - 19))
        self.assertEqual(incoming[CAMEMBERT], {(0, None)})
        [(quantity, day)] = incoming[SCONES]
        self.assertEqual((quantity, str(day.date())), (40, "2024-05-14"))
        for number in OPEN:
            for message, stops in self._tell_short(number):
                self.assertFalse(stops, message)
        texts = " ".join(message for message, _stops in self._tell_short(11058))
        self.assertIn("2 of 21 missing, no supply known", texts)
        self.assertRegex(texts, r"3 of 3 missing; 40 expected .*2024")

    def test_scarce_goods_stop_who_takes_all_or_nothing_at_the_release_only(self):
        order = self.orders[11061]
        order.partner_id.commercial_partner_id.order_ship_complete = True
        [(message, stops)] = self._tell_short(11061)
        self.assertTrue(stops)
        self.assertIn("15 of 15 missing, no supply known", message)
        self.assertNotIn(message, [b["message"] for b in order.get_blockers("confirm")])
        self.assertIn(message, [b["message"] for b in order.get_blockers("handoff")])

    def test_rush_says_what_it_takes_of_the_scarce_goods(self):
        order = self.orders[11077].with_user(self._get_specialist())
        wizard = order.env["order.rush.wizard"].with_context(**order.action_rush()["context"])
        form = Form(wizard)
        self.assertIn(f"{self.orders[11058].name} loses 2 (gets 17)", form.losses)
        self.assertEqual(self._read_shortage()[0], OPEN)
        form.rush_reason = "Wedding tomorrow"
        form.save().action_rush()
        found, _incoming = self._read_shortage(11058, 11077)
        self.assertEqual(found[11077][CAMEMBERT], (2, 0))
        self.assertEqual(found[11058][CAMEMBERT], (21, 4))

    def test_scarce_goods_that_are_there_leave_and_the_rest_stays_in_the_same_release(self):
        order = self.orders[11058]
        order.order_line.filtered(lambda line: line.product_id.default_code != CAMEMBERT).unlink()
        order.action_confirm()
        [handoff] = order.handoff_ids
        order.picking_ids.with_context(skip_backorder=True).button_validate()
        self.assertRecordValues(order.order_line, [{"product_uom_qty": 21, "qty_delivered": 19}])
        self.assertTrue(handoff.is_partly_shipped)
        self.assertEqual(order.picking_ids.filtered("backorder_id").move_ids.product_uom_qty, 2)
        self.env["order.verification"]._scan(order)
        self.assertEqual(order.handoff_ids, handoff)
        found = self.env["sale.order"].search([("desk_search", "ilike", "11058")])
        self.assertIn(order, found)
        self.assertRegex(order.next_step, r"^19 of 21 shipped .*, 2 expected .*\.$")
