"""The other ways to settle a claim: returns, exchanges, charges, and what is no document at all."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .case_common import ClaimCase

FIGURES = ("qty_delivered", "qty_invoiced", "qty_to_invoice")


class WaysCase(ClaimCase):
    """Orders of five pieces at 10.00, delivered and invoiced, for either policy."""

    def _each_policy(self):
        for policy in ("delivery", "order"):
            with self.subTest(policy=policy):
                self.product.invoice_policy = policy
                yield policy

    def _figures(self, order):
        line = order.order_line[:1]
        return tuple(line[name] for name in FIGURES)

    def _receive(self, resolution):
        """Receive what comes back, as the warehouse."""
        back = self.env["stock.picking"].search(
            [
                ("order_case_resolution_id", "=", resolution.id),
                ("picking_type_code", "=", "incoming"),
            ]
        )
        back = back.with_user(self.warehouse_lead)
        for move in back.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        back.button_validate()
        self.assertEqual(back.state, "done")
        return back

    def _assert_nothing_more_moves(self, order):
        """Launching the procurement again makes no transfer."""
        moves = order.order_line.move_ids
        order.order_line.sudo()._action_launch_stock_rule()
        self.assertEqual(order.order_line.move_ids, moves)


@tagged("post_install", "-at_install")
class TestCaseReturn(WaysCase):
    """Goods that come back: a fact beside what settles the claim."""

    delivers = (5, 10.0)

    def test_what_came_back_is_credited_and_nothing_is_billed_or_sent_again(self):
        for policy in self._each_policy():
            order, invoice = self._deliver_and_invoice(5, 10.0)
            case = self._claim(order, "damaged_concealed", 2)
            back = self._resolve(case, "goods_return")
            self.assertEqual((back.state, case.state), ("done", "settling"))
            self.assertEqual(case.line_ids.open_quantity, 2)
            self.assertEqual(back.picking_id.picking_type_code, "incoming")
            self.assertEqual(back.picking_id.order_case_resolution_id, back)
            self.assertEqual(self._figures(order), (5, 5, 0))
            self._receive(back)
            self.assertEqual(self._figures(order), (3, 5, -2), policy)
            self.assertEqual(order.invoice_status, "to invoice")
            credit = self._resolve(case, "credit_quantity").account_move_id
            self.assertEqual(credit.amount_untaxed, 20.0)
            self.assertEqual(self._figures(order), (3, 3, 0), policy)
            self.assertEqual(order.order_line.amount_to_invoice, 0.0)
            self.assertEqual(order.invoice_status, "invoiced", policy)
            self.assertEqual((case.state, order.desk_stage), ("settled", "closed"))
            self._assert_nothing_more_moves(order)

    def test_credited_before_it_comes_back_ends_the_same(self):
        for policy in self._each_policy():
            order, _invoice = self._deliver_and_invoice(5, 10.0)
            case = self._claim(order, "damaged_concealed", 2)
            back = self._resolve(case, "goods_return")
            self._resolve(case, "credit_quantity")
            self.assertEqual(self._figures(order), (5, 3, 0), policy)
            self._receive(back)
            self.assertEqual(self._figures(order), (3, 3, 0), policy)
            self.assertEqual(order.invoice_status, "invoiced", policy)
            self._assert_nothing_more_moves(order)

    def test_more_than_was_delivered_does_not_come_back(self):
        order, _invoice = self.delivered
        case = self._claim(order, "damaged_concealed", 4)
        self._resolve(case, "goods_return", quantity=3)
        other = self._propose(self._claim(order, "wrong_item", 1), "goods_return")
        self.assertEqual(other.line_ids.quantity, 1)
        with self._refused("cannot come back: 2 were delivered"):
            self._resolve(case, "goods_return", quantity=3)

    def test_a_cancelled_return_takes_its_resolution_back(self):
        order, _invoice = self.delivered
        case = self._claim(order, "damaged_concealed", 2)
        back = self._resolve(case, "goods_return")
        back.sudo().picking_id.action_cancel()
        self.assertEqual((back.state, case.state), ("cancelled", "investigating"))
        self.assertEqual(self._figures(order), (5, 5, 0))
        self.assertEqual(self._propose(case, "goods_return").line_ids.quantity, 2)

    def test_what_was_too_much_and_comes_back_leaves_the_order_as_ordered(self):
        for policy in self._each_policy():
            order = self._confirm(5, 10.0)
            self._ship(order, 7)
            back = self._resolve(self._claim(order, "over", 2), "goods_return")
            self._receive(back)
            self.assertEqual(order.order_line.qty_delivered, 5)
            self.assertEqual(order.order_line.cancelled_qty, 0, policy)
            self.assertEqual(order.order_line.qty_to_invoice, 5, policy)
            self._assert_nothing_more_moves(order)

    def test_sent_again_after_it_came_back_is_delivered_again(self):
        order, _invoice = self.delivered
        back = self._resolve(self._claim(order, "refused_delivery", 2), "goods_return")
        received = self._receive(back).sudo()
        wizard = self.env["stock.return.picking"].create({"picking_id": received.id})
        wizard.product_return_moves.quantity = 2
        again = wizard._create_return()
        self.assertFalse(again.move_ids.order_case_resolution_id)
        again.move_ids.write({"quantity": 2, "picked": True})
        again.button_validate()
        self.assertEqual(self._figures(order), (5, 5, 0))
        self.assertEqual(order.order_line.cancelled_qty, 0)


@tagged("post_install", "-at_install")
class TestCaseExchange(WaysCase):
    """One thing comes back, another goes out, nothing is billed."""

    def test_an_exchange_leaves_every_figure_as_it_was(self):
        for policy in self._each_policy():
            order, _invoice = self._deliver_and_invoice(5, 10.0)
            case = self._claim(order, "wrong_item", 2)
            exchange = self._resolve(case, "exchange")
            self.assertEqual(case.state, "settled")
            self.assertEqual(exchange.picking_id.picking_type_code, "outgoing")
            self._receive(exchange)
            self._ship_exchange(exchange)
            self.assertEqual(self._figures(order), (5, 5, 0), policy)
            self.assertEqual(order.order_line.replaced_qty, 2)
            self.assertEqual(len(order.order_line), 1)
            self._assert_nothing_more_moves(order)

    def _ship_exchange(self, exchange):
        transfer = exchange.picking_id.with_user(self.warehouse_lead)
        transfer.move_ids.write({"quantity": 2, "picked": True})
        transfer.button_validate()
        self.assertEqual(transfer.state, "done")

    def test_another_article_of_equal_value_goes_out(self):
        other = self._create_product("B", 12.5, 100)
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        exchange = self._resolve(
            self._claim(order, "customer_ordered_wrong", 2), "exchange", sent_product_id=other.id
        )
        self.assertIn("2 Units of B", exchange.preview)
        self.assertEqual(exchange.picking_id.move_ids.product_id, other)
        self._ship_exchange(exchange)
        self.assertEqual(self._figures(order), (5, 5, 0))
        self.assertEqual(len(order.order_line), 1)
        self.assertFalse(order.order_line._is_exploded())
        self._assert_nothing_more_moves(order)

    def test_a_service_or_a_kit_is_not_exchanged(self):
        service = self._create_product("Fitting", 20.0, type="service", is_storable=False)
        order = self._create_order([(service, 1, 20.0)])
        order.action_confirm()
        order.order_line.qty_delivered = 1
        case = self._create_case(order, "damaged", expected_quantity=1, actual_quantity=0)
        codes = [
            code
            for code, _label in self.env["order.case.resolution"]._selection_code()
            if self.env[f"order.resolution.{code}"]._applies_to(case.sudo())
        ]
        self.assertNotIn("exchange", codes)
        self.assertNotIn("goods_return", codes)


@tagged("post_install", "-at_install")
class TestCaseRest(WaysCase):
    """What was short, too much, or not billed yet."""

    def test_the_rest_is_sent_after_all(self):
        for policy in self._each_policy():
            self._type("short_shipped").settles_alone = False
            order = self._confirm(5, 10.0)
            self._ship(order, 3, backorder=False)
            case = order.case_ids.with_user(self.specialist)
            self.assertEqual(case.line_ids.open_quantity, 2)
            rest = self._resolve(case, "deliver_rest")
            self.assertEqual(case.state, "settled")
            self.assertEqual(rest.picking_id.move_ids.product_uom_qty, 2)
            self._assert_nothing_more_moves(order)
            self._ship(order)
            self.assertEqual(order.order_line.qty_delivered, 5)
            self.assertEqual(order.order_line.qty_to_invoice, 5, policy)
            self.assertFalse(order.order_line.cancelled_qty)

    def _ship_short(self, **values):
        self._type("short_shipped").write(values)
        order = self._confirm(5, 10.0)
        self._ship(order, 3, backorder=False)
        found = self.env["order.suspicion"].sudo().search([("order_id", "=", order.id)])
        return order, found

    def test_a_type_that_is_off_or_archived_opens_nothing(self):
        self.assertEqual(self._type("short_shipped").detection, "case")
        self.assertTrue(self._type("short_shipped").can_detect)
        for values in ({"detection": "off"}, {"detection": "case", "active": False}):
            order, found = self._ship_short(**values)
            self.assertFalse(order.case_ids | found.case_id or found, values)
            self.assertFalse(order.order_line.cancelled_qty)

    def test_what_was_shipped_short_may_be_a_suspicion(self):
        order, found = self._ship_short(detection="suspicion")
        self.assertFalse(order.case_ids)
        self.assertRecordValues(
            found, [{"state": "open", "amount": 20.0, "company_id": self.company.id}]
        )
        found.with_user(self.specialist).action_open_cases()
        self.assertEqual(found.case_id.line_ids.claimed_quantity, 2)
        self._resolve(found.case_id.with_user(self.specialist), "close_short")
        self.assertEqual(found.case_id.state, "settled")
        self.assertEqual(order.order_line.cancelled_qty, 2)
        cron = self.env.ref("order_specialist.ir_cron_suspicions").sudo()
        log = self.assertNoLogs("odoo.addons.order_specialist.models.order_suspicion_scan", "ERROR")
        with log, self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(found.state, "case")

    def test_no_more_is_sent_than_is_missing(self):
        self._type("short_shipped").settles_alone = False
        order = self._confirm(5, 10.0)
        self._ship(order, 3, backorder=False)
        case = order.case_ids.with_user(self.specialist)
        proposed = self._propose(case, "deliver_rest")
        order.order_line.sudo()._action_launch_stock_rule()
        with self._refused("0 are neither shipped nor planned"):
            proposed.action_settle()

    def test_the_customer_keeps_what_was_too_much_and_pays(self):
        for policy in self._each_policy():
            order = self._confirm(5, 10.0)
            self._ship(order, 7)
            case = self._claim(order, "over", 2)
            self._resolve(case, "keep_and_bill")
            self.assertEqual(case.state, "settled")
            self.assertEqual(order.order_line.product_uom_qty, 7)
            self.assertEqual(order.order_line.qty_to_invoice, 7, policy)
            self.assertEqual(self._invoice(order).amount_untaxed, 70.0)
            self._assert_nothing_more_moves(order)

    def test_a_wrong_price_is_corrected_before_it_is_billed(self):
        order = self._confirm(5, 10.0)
        self._ship(order)
        case = self._create_case(
            order,
            "wrong_price",
            actual_quantity=5,
            expected_quantity=5,
            actual_price=10.0,
            expected_price=9.0,
        )
        fix = self._propose(case, "correct_line")
        self.assertIn("becomes", fix.preview)
        fix.action_settle()
        self.assertEqual(case.state, "settled")
        self.assertEqual(self._invoice(order).amount_untaxed, 45.0)

    def test_what_is_billed_is_not_corrected_in_the_order(self):
        order, invoice = self._deliver_and_invoice(5, 10.0)
        case = self._claim_price(order, 9.0, invoice)
        with self._refused("invoiced already"):
            self._resolution(case, "correct_line").action_settle()

    def _resolution(self, case, code):
        parts = [(0, 0, {"case_line_id": case.line_ids.id, "amount": 5.0})]
        return case.env["order.case.resolution"].create(
            {"case_id": case.id, "code": code, "line_ids": parts}
        )


@tagged("post_install", "-at_install")
class TestCaseCharge(WaysCase):
    """Money that the customer owes, and money that is given away."""

    delivers = (5, 10.0)

    def test_what_was_billed_too_little_is_billed(self):
        for policy in self._each_policy():
            order, invoice = self._deliver_and_invoice(5, 10.0)
            case = self._claim_price(order, 12.0, invoice)
            self.assertEqual((case.amount_claimed, case.amount_open), (-10.0, -10.0))
            charge = self._resolve(case, "charge").account_move_id
            self.assertRecordValues(
                charge,
                [{"move_type": "out_invoice", "state": "posted", "amount_total": 12.0}],
            )
            self.assertFalse(charge.line_ids.sale_line_ids)
            self.assertEqual(self._figures(order), (5, 5, 0), policy)
            self.assertEqual((case.state, case.amount_open), ("settled", 0.0))
            self.assertIn("10.00", case.sudo().sum_check)
            self.assertIn(charge, order.invoice_ids)

    def test_money_that_is_not_owed_by_us_is_not_credited(self):
        order, invoice = self.delivered
        case = self._claim_price(order, 12.0, invoice)
        credit = self.env["order.resolution.credit_price"]
        self.assertFalse(credit._applies_to(case.sudo()))
        with self._refused("cannot be settled so"):
            self._charge_as(case, "credit_price").action_settle()
        second, billed = self._deliver_and_invoice(5, 10.0)
        other = self._claim_price(second, 9.0, billed)
        self.assertFalse(self.env["order.resolution.charge"]._applies_to(other.sudo()))

    def _charge_as(self, case, code):
        parts = [(0, 0, {"case_line_id": case.line_ids.id, "amount": 10.0})]
        return case.env["order.case.resolution"].create(
            {"case_id": case.id, "code": code, "line_ids": parts}
        )

    def test_not_charging_what_is_owed_meets_the_limit(self):
        order, invoice = self._deliver_and_invoice(50, 10.0)
        case = self._claim_price(order, 13.0, invoice)
        waived = self._propose(case, "refuse", note="He is a good customer")
        self.assertEqual(self.env["order.resolution.refuse"]._get_stake(waived.sudo()), 150.0)
        waived.action_settle()
        self.assertEqual(waived.state, "to_approve")

    def test_a_charge_waits_for_a_hold_but_not_for_its_own_claim(self):
        order, invoice = self.delivered
        self._type("wrong_price").stops_invoice = True
        case = self._claim_price(order, 12.0, invoice)
        charge = self._propose(case, "charge")
        other = self._claim(order, "billed_twice", 1, invoice=invoice)
        other.type_id.sudo().stops_invoice = True
        with self._refused(other.name):
            charge.action_settle()
        other.action_cancel()
        charge.action_settle()
        self.assertEqual(charge.account_move_id.state, "posted")

    def test_a_fee_is_billed_beside_the_claim(self):
        fee = self._create_product("Restocking", 15.0, type="service", is_storable=False)
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        case = self._claim(order, "customer_ordered_wrong", 2)
        charged = self._propose(case, "charge_fee", extra_amount=15.0)
        with self._refused("Say which fee"):
            charged.action_settle()
        charged.fee_product_id = fee
        charged.action_settle()
        self.assertEqual(charged.account_move_id.invoice_line_ids.product_id, fee)
        self.assertEqual(charged.account_move_id.amount_untaxed, 15.0)
        self.assertEqual((case.state, case.line_ids.open_quantity), ("settling", 2))
        self._resolve(case, "refuse", note="As agreed")
        self.assertEqual(case.state, "refused")

    def test_goodwill_is_an_agreed_amount_within_its_own_limit(self):
        order, invoice = self.delivered
        late = (
            self.env["order.case"]
            .with_user(self.specialist)
            .create({"order_id": order.id, "type_id": self._type("late").id})
        )
        given = self._propose(late, "goodwill", extra_amount=25.0)
        self.assertIn("25.00", given.preview)
        given.action_settle()
        credit = given.account_move_id
        self.assertRecordValues(credit, [{"amount_untaxed": 25.0, "state": "posted"}])
        self.assertEqual(credit.reversed_entry_id, invoice)
        self.assertEqual(self._figures(order), (5, 5, 0))
        self.assertEqual(late.state, "settled")
        more = (
            self.env["order.case"]
            .with_user(self.specialist)
            .create({"order_id": order.id, "type_id": self._type("late").id})
        )
        beyond = self._propose(more, "goodwill", extra_amount=25.01)
        beyond.action_settle()
        self.assertEqual(beyond.state, "to_approve")

    def test_goodwill_never_exceeds_what_was_billed(self):
        order, _invoice = self._deliver_and_invoice(2, 10.0)
        late = (
            self.env["order.case"]
            .with_user(self.supervisor)
            .create({"order_id": order.id, "type_id": self._type("late").id})
        )
        given = self._propose(late, "goodwill", self.supervisor, extra_amount=24.0)
        with self.assertRaises(UserError):
            given.action_settle()
