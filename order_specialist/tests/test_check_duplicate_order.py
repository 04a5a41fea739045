from odoo import fields
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestCheckDuplicateOrder(DeskCase):
    """The customer's number 4711, sent again and again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist({"kind": "duplicate_order", "days": 30})
        cls.other_product = cls._create_product("Scones", 10.0, stock=100)
        cls.lines = ((None, 40, None), (cls.other_product, 10, None))
        cls.first = cls._create_order(cls.lines, client_order_ref="PO-004711")

    def _get_severities(self, order):
        """Return ``{name of the other order: severity}``; ``None`` stands for the check's own."""
        return {f.actual: f.severity for f in self._find(order, "duplicate_order")}

    def _send(self, lines=None, **values):
        return self._create_order(lines or self.lines, **{"client_order_ref": "4711", **values})

    def test_number_is_the_same_however_it_is_written(self):
        order = self._send()
        for text in (
            "PO-004711",
            "po 4711",
            "4711",
            "PO Nr. 4711",
            "P.O. 4711",
            "#4711",
            "po4711",
            "47 11",
            "Bestellung: 4711",
        ):
            order.client_order_ref = text
            self.assertEqual(self._get_severities(order), {self.first.name: None}, text)

    def test_other_numbers_are_other_orders(self):
        order = self._send()
        for text in ("47110", "A4711", "4711-1", "NORA4711", "4712", False):
            order.client_order_ref = text
            self.assertEqual(self._get_severities(order), {}, text)

    def test_word_that_begins_like_a_prefix_is_no_prefix(self):
        self._send(client_order_ref="RA7")
        self.assertEqual(self._get_severities(self._send(client_order_ref="NORA7")), {})

    def test_same_lines_of_another_contact_stop_the_order(self):
        contact = self.env["res.partner"].create(
            {"name": "Ms Huber", "parent_id": self.customer.id}
        )
        order = self._send(partner_id=contact.id)
        finding = self._get_finding(order, "duplicate_order")
        self.assertEqual(finding.key, f"order:{self.first.id}")
        self.assertEqual(finding.amount, 40 * 9 + 10 * 10)
        self.assertEqual(
            self._get_messages(order),
            [f"Looks like {self.first.name}: same order number, same lines."],
        )

    def test_other_lines_are_only_shown(self):
        order = self._send([(self.other_product, 5, None)])
        finding = self._get_finding(order, "duplicate_order")
        self.assertEqual((finding.severity, finding.amount), ("info", 0))
        self.assertEqual(self._get_messages(order), [])
        blocker = order.get_blockers()[0]
        self.assertIn("add to that order?", blocker["message"])
        self.assertEqual(blocker["actions"][:2], ["add_to_order", "compare"])

    def test_order_that_cannot_take_lines_is_not_offered_any(self):
        order = self._send([(self.other_product, 5, None)])
        delivery = self.env["res.partner"].create({"name": "Branch", "type": "delivery"})
        self.first.partner_shipping_id = delivery
        self.assertEqual(order.get_blockers()[0]["actions"], ["compare", "open"])
        self.first.partner_shipping_id = self.customer
        self.assertIn("add_to_order", order.get_blockers()[0]["actions"])
        self.first.sudo().locked = True
        self.assertEqual(order.get_blockers()[0]["actions"], ["compare", "open"])

    def test_both_are_shown_beside_each_other(self):
        order = self._send([(None, 40, None), (self.other_product, 12, 8.0)])
        blocker = order.get_blockers()[0]
        self.assertEqual(blocker["actions"][0], "compare")
        action = order.action_blocker(blocker, "compare")
        wizard = self.env["order.compare.wizard"].browse(action["res_id"])
        self.assertEqual((wizard.order_id, wizard.other_id), (order, self.first))
        rows = wizard.with_user(self.specialist).line_ids
        names = "product_id", "quantity", "other_quantity", "amount", "other_amount"
        self.assertRecordValues(
            rows.sorted(lambda row: -row.quantity),
            [
                dict(zip(names, values, strict=True), is_different=values[1] != values[2])
                for values in (
                    (self.product.id, 40, 40, 360, 360),
                    (self.other_product.id, 12, 10, 96, 100),
                )
            ],
        )
        wizard.invalidate_recordset()
        self.assertEqual(wizard.line_ids[0].product_id, self.other_product, "what differs first")
        self.assertEqual(Form(wizard.with_user(self.specialist)).line_ids._records[0]["amount"], 96)

    def test_other_unit_is_compared_in_the_products_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.product.uom_ids = dozen
        order = self._send()
        order.order_line[:1].write({"product_uom_id": dozen.id, "product_uom_qty": 3})
        rows = self.env["order.compare.wizard.line"]
        values = rows._prepare_values_list(order, self.first)
        quantities = {line["product_id"]: line["quantity"] for line in values}
        self.assertEqual(quantities, {self.product.id: 36, self.other_product.id: 10})

    def test_order_of_another_company_is_another_order(self):
        other = self.env["res.company"].create({"name": "Other"})
        order = self._send().sudo()
        self.env.cr.execute(
            "UPDATE sale_order SET company_id = %s WHERE id = %s", [other.id, self.first.id]
        )
        self.first.invalidate_recordset()
        self.assertEqual(self._get_severities(order), {})

    def test_four_of_five_units_are_the_same_lines(self):
        self.assertEqual(
            self._get_severities(self._send([(None, 40, None)])), {self.first.name: None}
        )
        self.assertEqual(
            self._get_severities(self._send([(None, 39, None)], client_order_ref="PO 004711")),
            {
                self.first.name: "info",
                self.first.search([], order="id desc", limit=2)[1].name: None,
            },
        )

    def test_another_customer_may_have_the_same_number(self):
        other = self._create_customer("Berglunds snabbköp")
        self.assertEqual(self._get_severities(self._send(partner_id=other.id)), {})

    def test_only_the_later_order_is_found(self):
        self._send()
        self.assertEqual(self._get_severities(self.first), {})

    def test_older_quotation_is_found_once_the_later_is_confirmed(self):
        """A number that is entered late must not slip through because the order is older."""
        self.first.client_order_ref = False
        later = self._send()
        later.action_confirm()
        self.first.client_order_ref = "4711"
        self.assertEqual(self._get_severities(self.first), {later.name: None})

    def _set_last_year(self):
        self.first.date_order = fields.Datetime.subtract(self.first.date_order, years=1)

    def test_same_lines_stop_however_long_ago(self):
        order = self._send()
        self._set_last_year()
        self.assertEqual(self._get_severities(order), {self.first.name: None})

    def test_repeated_line_stops_within_the_days(self):
        """What is sent again corrected, repeats a line to the unit."""
        order = self._send([(None, 40, None), (self.other_product, 100, None)])
        self.assertEqual(self._get_severities(order), {self.first.name: None})
        self.assertEqual(
            self._get_messages(order),
            [f"Looks like {self.first.name}: same order number, and a line is repeated."],
        )
        self._set_last_year()
        self.assertEqual(self._get_severities(order), {})
        self.checklist.check_ids.days = 0
        self.assertEqual(self._get_severities(order), {self.first.name: None})

    def test_repeated_service_says_nothing(self):
        service = self._create_product("Delivery", 5.0, type="service", is_storable=False)
        self.first.order_line = [Command.create({"product_id": service.id})]
        order = self._send([(None, 5, None), (service, 1, None)])
        self.assertEqual(self._get_severities(order), {self.first.name: "info"})

    def test_number_alone_stops_within_the_days_where_one_says_so(self):
        self.checklist.check_ids.number_alone = True
        order = self._send([(self.other_product, 5, None)])
        self.assertEqual(self._get_severities(order), {self.first.name: None})
        self.assertIn("add to that order?", self._get_messages(order)[0])
        self.assertEqual(order.get_blockers()[0]["actions"][0], "add_to_order")
        self._set_last_year()
        self.assertEqual(self._get_severities(order), {})
        self.first.date_order = order.date_order
        self.first._action_cancel()
        self.assertEqual(self._get_severities(order), {self.first.name: "info"})

    def test_other_lines_are_shown_within_the_days_only(self):
        order = self._send([(self.other_product, 5, None)])
        self._set_last_year()
        self.assertEqual(self._get_severities(order), {})

    def test_cancelled_order_is_replaced_not_repeated(self):
        self.first._action_cancel()
        order = self._send()
        self.assertEqual(self._get_severities(order), {self.first.name: "info"})
        self.assertEqual(
            order.get_blockers()[0]["message"], f"Replaces the cancelled order {self.first.name}."
        )

    def test_blanket_order_is_called_off_again_and_again(self):
        self.customer.order_blanket = True
        self.first.date_order = "2026-03-01"
        for day in range(2, 12):
            order = self._send(date_order=f"2026-03-{day:02}")
            self.assertEqual(self._get_severities(order), {})

    def test_blanket_order_is_not_called_off_twice_on_one_day(self):
        self.customer.order_blanket = True
        order = self._send(date_order=self.first.date_order)
        self.assertEqual(self._get_severities(order), {self.first.name: None})
        self.assertEqual(
            self._get_messages(order),
            [f"Looks like {self.first.name}: same lines, same address, same day."],
        )
        delivery = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": self.customer.id, "type": "delivery"}
        )
        order.partner_shipping_id = delivery
        self.assertEqual(self._get_severities(order), {})

    def test_day_of_a_confirmed_order_is_the_day_that_it_came(self):
        self.customer.order_blanket = True
        self.first.sudo().received_at = "2026-03-01 08:00:00"
        self.first.action_confirm()
        order = self._send()
        self.assertEqual(order.date_order.date(), self.first.date_order.date())
        self.assertEqual(self._get_severities(order), {})
        order.date_order = "2026-03-01 09:00:00"
        self.assertEqual(self._get_severities(order), {self.first.name: None})

    def test_blanket_orders_of_one_day_for_other_days_are_others(self):
        self.customer.order_blanket = True
        self.first.requested_date = "2026-03-02"
        order = self._send(date_order=self.first.date_order, requested_date="2026-03-09")
        self.assertEqual(self._get_severities(order), {})
        order.requested_date = "2026-03-02"
        self.assertEqual(self._get_severities(order), {self.first.name: None})

    def test_blanket_order_needs_no_number(self):
        self.customer.order_blanket = True
        order = self._send(date_order=self.first.date_order, client_order_ref=False)
        self.assertEqual(self._get_severities(order), {self.first.name: None})
        order.client_order_ref = "4712"
        self.assertEqual(self._get_severities(order), {})

    def test_words_that_say_nothing_are_no_number(self):
        self._send(client_order_ref="tel")
        self.assertEqual(self._get_severities(self._send(client_order_ref="tel")), {})

    def test_copy_has_no_number_and_repeats_nothing(self):
        self.assertEqual(self._get_severities(self.first.copy()), {})

    def test_dozen_is_twelve_units(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        first = self._send([(None, 24, None)], client_order_ref="77")
        order = self._send([(None, 2, None)], client_order_ref="77")
        self.assertEqual(self._get_severities(order), {first.name: "info"})
        order.order_line.product_uom_id = dozen
        self.assertEqual(self._get_severities(order), {first.name: None})
