"""What the system notices by itself, and what the desk makes of it."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from .case_common import ClaimCase


class SuspicionCase(ClaimCase):
    def _scan(self, code, detection=None, **values):
        """Let the system look for claims of a type; returns what it noted anew."""
        case_type = self._type(code)
        case_type.write({**values, **({"detection": detection} if detection else {})})
        return self.env["order.suspicion"].sudo()._scan(case_type, self.company)

    def _of(self, order, found):
        return found.filtered(lambda row: row.order_id == order)


@tagged("post_install", "-at_install")
class TestSuspicionFound(SuspicionCase):
    """Each thing that is noticed, on Odoo's own documents."""

    def test_late_from_so_many_days_on(self):
        order = self._confirm(5)
        order.commitment_date = Datetime.now() - timedelta(days=3)
        self._ship(order)
        self.assertFalse(self._of(order, self._scan("late", "suspicion", detection_days=4)))
        found = self._of(order, self._scan("late", detection_days=3))
        self.assertRecordValues(
            found, [{"days": 3, "state": "open", "partner_id": self.customer.id}]
        )
        self.assertEqual(found.message, "Late: 3 days")
        self.assertFalse(self._scan("late"))

    def test_an_article_that_nobody_ordered_opens_a_claim(self):
        other = self._create_product("B", 4.0, 100)
        order = self._confirm(5)
        picking = order.sudo().picking_ids
        picking.move_ids.write({"quantity": 5, "picked": True})
        picking.write(
            {
                "move_ids": [
                    Command.create(
                        {
                            "product_id": other.id,
                            "product_uom_qty": 2,
                            "quantity": 2,
                            "picked": True,
                            "location_id": picking.location_id.id,
                            "location_dest_id": picking.location_dest_id.id,
                        }
                    )
                ]
            }
        )
        picking.button_validate()
        found = self._of(order, self._scan("not_ordered"))
        self.assertEqual(found.state, "case")
        self.assertRecordValues(
            found.case_id.line_ids, [{"product_id": other.id, "claimed_quantity": 2.0}]
        )
        self.assertTrue(found.case_id.found_by_system)
        order.order_line[1].with_user(self.specialist).action_accept_not_ordered()
        self._scan("not_ordered")
        self.assertEqual((found.state, found.case_id.state), ("gone", "cancelled"))

    def test_an_invoice_at_another_price_than_the_order(self):
        order = self._confirm(5, 10.0, discount=10)
        self._ship(order)
        invoice = order.sudo()._create_invoices()
        invoice.invoice_line_ids.price_unit = 11.0
        invoice.action_post()
        self.assertFalse(self._of(order, self._scan("wrong_price", detection_amount=4.5)))
        found = self._of(order, self._scan("wrong_price", detection_amount=4.49))
        self.assertAlmostEqual(found.amount, 4.5)
        self.assertAlmostEqual(found.case_id.amount_claimed, 4.5)
        self.assertEqual(found.case_id.line_ids.invoice_line_id, invoice.invoice_line_ids)
        order.order_line.sudo().price_unit = 11.0
        self._scan("wrong_price")
        self.assertEqual((found.state, found.case_id.state), ("gone", "cancelled"))

    def test_an_invoice_with_other_taxes_than_the_order(self):
        order = self._confirm(5, 10.0)
        self._ship(order)
        invoice = order.sudo()._create_invoices()
        invoice.invoice_line_ids.tax_ids = False
        invoice.action_post()
        found = self._of(order, self._scan("tax"))
        self.assertAlmostEqual(found.amount, -10.0)
        self.assertRecordValues(
            found.case_id.line_ids,
            [{"invoice_line_id": invoice.invoice_line_ids.id, "claimed_amount": -10.0}],
        )
        self.assertEqual(found.message, f"Tax wrong: {self.product.display_name}")
        credit = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
        credit.action_post()
        self._scan("tax")
        self.assertEqual((found.state, found.case_id.state), ("gone", "cancelled"))
        again, _invoice = self._deliver_and_invoice(5, 10.0)
        self.assertFalse(self._of(again, self._scan("tax")))

    def test_queries_about_taxes_do_not_grow_with_the_invoices(self):
        orders = [self._confirm(5, 10.0) for _n in range(20)]
        for order in orders:
            self._ship(order)
            invoice = order.sudo()._create_invoices()
            invoice.invoice_line_ids.tax_ids = False
            invoice.action_post()
        detector = self.env["order.detector"].sudo()
        since = invoice.invoice_date - timedelta(days=9)

        def count(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ids = [order.id for order in orders]
            found = detector._detect(self._type("tax"), self.company, since, ids)
            self.assertEqual([suspect.amount for suspect in found], [-10.0] * len(orders))
            return self.env.cr.sql_log_count - before

        count(orders)
        self.assertEqual(count(orders[:2]), count(orders))

    def test_the_right_price_and_a_credited_line_are_nothing(self):
        order, invoice = self._deliver_and_invoice(5, 10.0)
        self._resolve(self._claim_price(order, 9.0, invoice), "credit_price")
        self.assertFalse(self._of(order, self._scan("wrong_price")))

    def test_billed_twice(self):
        order, invoice = self._deliver_and_invoice(5, 10.0)
        self.assertFalse(self._of(order, self._scan("billed_twice")))
        again = invoice.copy()
        again.invoice_line_ids.sale_line_ids = order.order_line
        again.action_post()
        found = self._of(order, self._scan("billed_twice"))
        self.assertRecordValues(
            found.case_id.line_ids, [{"claimed_quantity": 5.0, "claimed_amount": 50.0}]
        )
        self.assertEqual(found.case_id.line_ids.invoice_line_id, again.invoice_line_ids)
        again._reverse_moves([{"invoice_date": again.invoice_date}]).action_post()
        self._scan("billed_twice")
        self.assertEqual((found.state, found.case_id.state), ("gone", "cancelled"))

    def test_paid_too_little_beyond_the_discount(self):
        early = self.env["account.payment.term"].create(
            {
                "name": "2 % within 8 days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 8,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        paid = {}
        billed = Datetime.now().date() - timedelta(days=20)
        for name, amount, days in (("discount", 58.8, 3), ("late", 58.8, 12), ("short", 50.0, 3)):
            order = self._confirm(5, 10.0)
            self._ship(order)
            invoice = order.sudo()._create_invoices()
            invoice.write({"invoice_payment_term_id": early.id, "invoice_date": billed})
            invoice.action_post()
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            wizard.create(
                {
                    "amount": amount,
                    "payment_date": billed + timedelta(days=days),
                    "payment_difference_handling": "open",
                }
            )._create_payments()
            paid[name] = order
        found = self._scan("short_payment", detection_amount=1.0)
        self.assertFalse(self._of(paid["discount"], found))
        self.assertAlmostEqual(self._of(paid["late"], found).amount, 1.2)
        self.assertAlmostEqual(self._of(paid["short"], found).amount, 10.0)
        invoice = paid["short"].invoice_ids
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        payment.create({})._create_payments()
        self._scan("short_payment")
        self.assertEqual(self._of(paid["short"], found).state, "gone")
        self.assertEqual(self._of(paid["late"], found).state, "open")

    def _return(self, delivery, quantity):
        wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
        wizard.product_return_moves.quantity = quantity
        back = wizard._create_return()
        back.move_ids.write({"quantity": quantity, "picked": True})
        back.button_validate()
        return back

    def _scrap(self, back, quantity):
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.product.id, "scrap_qty": quantity, "picking_id": back.id}
        )
        scrap.action_validate()

    def _return_and_scrap(self, order, *quantities, least=0):
        """Take back so many of each line of the order's delivery; scrap them, from ``least`` on."""
        delivery = order.picking_ids.filtered(lambda p: p.picking_type_code == "outgoing")
        wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
        for line, quantity in zip(wizard.product_return_moves, quantities, strict=True):
            line.quantity = quantity
        back = wizard._create_return()
        for move in back.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        back.button_validate()
        for move in back.move_ids.filtered(lambda move: move.quantity >= least):
            values = {"product_id": move.product_id.id, "scrap_qty": move.quantity}
            self.env["stock.scrap"].create({**values, "picking_id": back.id}).action_validate()
        return delivery.move_ids

    def test_what_came_back_broken(self):
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        delivery = order.picking_ids
        back = self._return(delivery, 2)
        self.assertFalse(self._of(order, self._scan("damaged")))
        self._scrap(back, 2)
        found = self._of(order, self._scan("damaged"))
        self.assertRecordValues(
            found.case_id.line_ids,
            [{"claimed_quantity": 2.0, "move_id": delivery.move_ids.id}],
        )
        for _return in range(2):
            self._scrap(self._return(delivery, 1), 1)
        again = self._of(order, self._scan("damaged"))
        self.assertEqual(again.case_id.line_ids.mapped("claimed_quantity"), [1.0, 1.0])

    def test_two_returns_of_one_delivery_are_noticed_at_once(self):
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        self._return_and_scrap(order, 2)
        self._return_and_scrap(order, 1)
        found = self._of(order, self._scan("damaged"))
        self.assertEqual(sorted(found.case_id.line_ids.mapped("claimed_quantity")), [1.0, 2.0])
        found.case_id.with_user(self.specialist).action_investigate()
        self.assertFalse(self._scan("damaged"))
        self._return_and_scrap(order, 1)
        again = self._of(order, self._scan("damaged"))
        self.assertEqual(again.case_id.line_ids.claimed_quantity, 1.0)

    def test_what_broke_of_one_line_is_not_claimed_of_its_twin_too(self):
        order = self._create_order([(self.product, 5, 10.0), (self.product, 3, 9.0)])
        order.action_confirm()
        self._ship(order)
        self._return_and_scrap(order, 1, 2, least=2)
        found = self._of(order, self._scan("damaged"))
        self.assertRecordValues(
            found.case_id.line_ids,
            [{"claimed_quantity": 2.0, "order_line_id": order.order_line[1].id}],
        )

    def test_what_the_customer_has_claimed_is_not_claimed_again_when_it_comes_back(self):
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        self._claim(order, "damaged_concealed", 2)
        self._return_and_scrap(order, 2)
        self.assertFalse(self._of(order, self._scan("damaged")))
        # and what the system has claimed gives way to the customer's own claim
        other, _invoice = self._deliver_and_invoice(5, 10.0)
        self._return_and_scrap(other, 2)
        found = self._of(other, self._scan("damaged"))
        self.assertEqual(found.case_id.line_ids.claimed_quantity, 2.0)
        self._claim(other, "damaged_concealed", 2)
        self._scan("damaged")
        self.assertEqual((found.state, found.case_id.state), ("gone", "cancelled"))


@tagged("post_install", "-at_install")
class TestSuspicionWorked(SuspicionCase):
    """One cause, one claim; and nobody hears of what has gone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._confirm(5)
        cls.order.commitment_date = Datetime.now() - timedelta(days=3)
        cls._ship(cls.order)

    def _late(self, detection="suspicion"):
        return self._of(self.order, self._scan("late", detection))

    def test_the_desk_opens_claims_of_many_at_once(self):
        found = self._late().with_user(self.specialist)
        found.action_open_cases()
        self.assertEqual((found.state, found.decided_by_id), ("case", self.specialist))
        self.assertRecordValues(
            found.case_id.sudo(),
            [{"type_id": self._type("late").id, "found_by_system": True, "state": "new"}],
        )
        found.action_open_cases()
        self.assertEqual(len(self.order.case_ids), 1)
        self.assertFalse(self._late())

    def test_what_a_person_has_claimed_is_not_noticed_beside_it(self):
        found = self._late()
        case = self.env["order.case"].with_user(self.specialist)
        case = case.create({"order_id": self.order.id, "type_id": self._type("late").id})
        self.assertFalse(self._late())
        self.assertEqual(found.state, "gone")
        case.action_cancel()
        self.assertEqual(self._late().state, "open")

    def test_what_is_no_claim_is_not_noticed_again(self):
        found = self._late().with_user(self.specialist)
        found.action_dismiss()
        self.assertFalse(self._late())
        self.assertEqual(found.state, "dismissed")
        found.action_take_back()
        self.assertEqual(found.state, "open")

    def test_what_has_gone_is_closed_and_comes_back_with_its_cause(self):
        found = self._late()
        promised = self.order.commitment_date
        self.order.commitment_date = Datetime.now() + timedelta(days=1)
        self.assertFalse(self._late())
        self.assertEqual(found.state, "gone")
        self.order.commitment_date = promised
        self.assertEqual(self._late(), found)
        self.assertEqual(found.state, "open")

    def test_an_untouched_claim_closes_with_its_cause_and_a_touched_one_stays(self):
        found = self._late("case")
        case = found.case_id
        self.order.commitment_date = Datetime.now() + timedelta(days=1)
        self._late("case")
        self.assertEqual((case.state, found.state), ("cancelled", "gone"))
        self.order.commitment_date = Datetime.now() - timedelta(days=3)
        again = self._late("case").case_id
        self.assertNotEqual(again, case)
        again.with_user(self.specialist).action_investigate()
        self.order.commitment_date = Datetime.now() + timedelta(days=1)
        self._late("case")
        self.assertEqual(again.state, "investigating")

    def test_older_than_it_looks_back_is_not_gone(self):
        found = self._late()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move SET date = date - interval '200 days' WHERE sale_line_id = %s",
            [self.order.order_line.id],
        )
        self.order.commitment_date -= timedelta(days=203)
        self.assertFalse(self._late())
        self.assertEqual(found.state, "open")

    def test_a_type_that_is_off_is_not_looked_for_and_one_that_fails_harms_no_other(self):
        suspicions = self.env["order.suspicion"].sudo()
        cron = self.env.ref("order_specialist.ir_cron_suspicions").sudo()
        self._type("late").detection = "off"
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertFalse(suspicions.search([("order_id", "=", self.order.id)]))
        self._type("late").detection = "suspicion"
        broken = self.env["order.case.type"].create(
            {"name": "Broken", "code": "broken", "detection": "case", "sequence": 1}
        )
        detector = type(self.env["order.detector"])
        detector._detect_broken = lambda *args: 1 / 0
        self.addCleanup(delattr, detector, "_detect_broken")
        self.assertTrue(broken.can_detect)
        log = self.assertLogs("odoo.addons.order_specialist.models.order_suspicion_scan")
        with log, self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertTrue(suspicions.search([("order_id", "=", self.order.id)]))

    def test_a_claim_that_cannot_be_opened_stays_a_suspicion_and_stops_no_other(self):
        second = self._confirm(5)
        second.commitment_date = Datetime.now() - timedelta(days=3)
        self._ship(second)
        cases = type(self.env["order.case"])
        original = cases._check_desk_active

        def refuse(records):
            if second in records.order_id:
                raise UserError(second.name)
            return original(records)

        self.patch(cases, "_check_desk_active", refuse)
        found = self._scan("late", "case")
        self.assertEqual(self._of(self.order, found).state, "case")
        self.assertEqual(self._of(second, found).state, "open")

    def test_nobody_notes_or_writes_them_by_hand(self):
        found = self._late()
        values = {
            "order_id": self.order.id,
            "company_id": self.company.id,
            "type_id": self._type("late").id,
            "key": "x",
        }
        for user in (self.specialist, self.supervisor, self.administrator, self.auditor):
            own = found.with_user(user)
            with self._refused("", AccessError):
                own.write({"state": "dismissed"})
            with self._refused("", AccessError):
                own.create(values)
        for user in (self.auditor, self.warehouse_lead, self.accountant, self.controller):
            with self._refused("", AccessError):
                found.with_user(user).action_dismiss()

    def test_the_queries_do_not_grow_with_the_orders(self):
        orders = [self._confirm(1) for _n in range(6)]
        for order in orders:
            order.commitment_date = Datetime.now() - timedelta(days=9)
            self._ship(order)
        self._type("late").detection = "suspicion"
        scan = self.env["order.suspicion"].sudo()

        def count(orders):
            scan.search([("order_id", "in", [order.id for order in orders])]).unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            scan._scan(self._type("late"), self.company)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        scan._scan(self._type("late"), self.company)
        count(orders[:1])
        self.assertEqual(count(orders[:1]), count(orders))
