import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..exceptions import GateClosed
from .common import DeskCase

REKEY = {
    "name": "Second entry",
    "method": "rekey",
    "watch_reference": True,
    "watch_address": True,
    "watch_dates": True,
    "document_required": False,
}
SOURCE = {"name": "As in his mail", "method": "source", "watch_reference": True}


@tagged("post_install", "-at_install")
class TestEntry(DeskCase):
    """The customer's own document against the order: compared, or typed again by somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist(REKEY)
        cls.check = cls.checklist.check_ids
        cls.second = cls._create_user("t_second", "order_specialist.group_specialist")
        cls.scones = cls._create_product("Scones", 12.5)
        cls.order = cls._create_order(
            [(None, 48, None), (cls.scones, 6, None)],
            client_order_ref="PO-4711",
            requested_date="2026-03-10",
        )

    def _open(self, order=None, user=None, **values):
        """Return the dialog as the button opens it."""
        order = (order or self.order).with_user(user or self.second)
        [blocker] = [b for b in order.get_blockers() if b["kind"] == "tick"]
        action = order.action_blocker(blocker, blocker["actions"][0])
        model = self.env["order.entry.wizard"].with_user(user or self.second)
        view = self.env["ir.ui.view"].browse(action["views"][0][0])
        return Form(model.with_context(**action["context"]), view)

    def _type(self, quantities=(48, 6), prices=(9.0, 12.5), order=None, user=None, **values):
        """Type the document in the blind dialog, as the second person does."""
        form = self._open(order, user)
        said = {
            "reference": "PO-4711",
            "requested_date": "2026-03-10",
            "street": "Hauptstr. 31",
            "zip": "8010",
            "city": "Graz",
            **values,
        }
        for name, value in said.items():
            if value is not None:
                form[name] = value
        for place, (quantity, price) in enumerate(zip(quantities, prices, strict=True)):
            with form.line_ids.edit(place) as line:
                line.quantity = quantity
                line.price = price
        return form.save().action_apply()

    def _get_result(self, order=None):
        return (order or self.order).check_result_ids

    def test_order_waits_for_the_second_entry(self):
        self.assertEqual(self._get_messages(self.order), ["Second entry"])
        self.assertEqual(self.order.get_blockers()[0]["actions"], ["rekey", "open", "hold"])
        with self.assertRaises(GateClosed):
            self.order.with_user(self.specialist).action_confirm()

    def test_agreement_opens_the_gate_and_keeps_who(self):
        answer = self._type()
        self.assertEqual(answer["params"]["message"], "everything agrees")
        self.assertRecordValues(
            self._get_result(),
            [{"state": "passed", "user_id": self.second.id, "is_agreed": True}],
        )
        self.assertTrue(self._get_result().date and self._get_result().fingerprint)
        self.assertIn("everything agrees", self.order.message_ids[:1].body)
        self.order.with_user(self.specialist).action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_nothing_of_the_order_is_in_the_blind_dialog(self):
        wizard = self._open().save()
        said = self._read_values(wizard) + self._read_values(wizard.line_ids)
        for value in ("48", "12.5", "4711", "2026-03-10", "Hauptstra", "8010", "Graz"):
            self.assertNotIn(value, said)
        self.assertEqual(wizard.line_ids.product_id, self.product | self.scones)
        self.check.blind_products = True
        self.assertFalse(self._open().save().line_ids)

    def _read_values(self, records):
        """Return all that a client reads of the records, apart from ids and times."""
        left_out = ("many2one", "many2many", "one2many", "datetime")
        names = [
            name
            for name, field in records._fields.items()
            if field.type not in left_out and name not in ("id", "display_name")
        ]
        return str([[row[name] for name in names] for row in records.read(names)])

    def test_who_entered_it_does_not_type_it_again(self):
        with self.assertRaisesRegex(AccessError, "You entered"):
            self._open(user=self.specialist)
        with self.assertRaisesRegex(AccessError, "You entered"):
            self._apply_by_rpc(self.specialist)
        self.order.order_line[:1].with_user(self.supervisor).product_uom_qty = 47
        with self.assertRaisesRegex(AccessError, "changed its lines"):
            self._apply_by_rpc(self.supervisor)

    def _apply_by_rpc(self, user, **values):
        wizard = self.env["order.entry.wizard"].with_user(user)
        wizard = wizard.create({"order_id": self.order.id, "check_id": self.check.id, **values})
        return wizard.action_apply()

    def test_lent_rights_make_nobody_the_second_person(self):
        self.env["order.delegation"].create(
            {
                "lender_id": self.second.id,
                "borrower_id": self.controller.id,
                "group_id": self.env.ref("order_specialist.group_specialist").id,
                "date_to": "2099-01-01",
            }
        )
        result = self.env["order.check.result"]
        for user in (self.controller, self.salesperson, self.auditor, self.warehouse_lead):
            with self.assertRaises(AccessError):
                result.with_user(user)._enter(self.order.with_user(user), self.check, {})

    def test_what_somebody_else_typed_is_not_signed(self):
        wizard = self._open().save()
        with self.assertRaises(AccessError):
            wizard.with_user(self.supervisor).action_apply()

    def test_no_import_and_no_write_makes_a_result(self):
        self._type(quantities=(84, 6))
        other = self._create_order()  # nobody has typed it: only the rights are in the way
        columns = ["order_id/.id", "check_id/.id", "company_id/.id", "state", "is_agreed"]
        row = [str(id_) for id_ in (other.id, self.check.id, self.company.id)]
        row += ["Passed", "True"]
        for user in (self.second, self.supervisor, self.administrator):
            result = self._get_result().with_user(user)
            for values in ({"is_agreed": True}, {"state": "passed"}, {"stated": {}}):
                with self.assertRaises(AccessError):
                    result.write(values)
            with self.assertRaises(AccessError):
                result.unlink()
            [message] = result.load(columns, [row])["messages"]
            self.assertIn("not allowed to create", message["message"])
        self.assertRecordValues(self._get_result(), [{"state": "failed", "is_agreed": False}])
        self.assertFalse(self._get_result(other))
        self.assertEqual(self._get_messages(other), ["Second entry"])
        self.assertTrue(self.order.get_blockers())

    def test_change_voids_and_its_reversal_revives(self):
        self._type()
        line = self.order.order_line[:1]
        branch = self._create_customer("Branch", parent_id=self.customer.id, type="delivery")
        branch.street = "Hauptplatz 2"
        for record, name, value in (
            (line, "product_uom_qty", 50),
            (line, "price_unit", 8.0),
            (line, "discount", 5.0),
            (self.order, "client_order_ref", "4712"),
            (self.order, "requested_date", "2026-03-11"),
            (self.order, "partner_shipping_id", branch),
            (self.customer, "street", "Hauptplatz 1"),
        ):
            before = {
                field: record._fields[field].convert_to_write(record[field], record)
                for field in (name, "price_unit")
                if field in record._fields
            }
            record[name] = value
            self.assertEqual(self._get_messages(self.order), ["Second entry"], name)
            record.write(before)
            self.assertFalse(self._get_messages(self.order), name)

    def test_void_entry_is_told_and_typed_anew(self):
        self._type()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET product_uom_qty = 84 WHERE id = %s",
            self.order.order_line[:1].ids,
        )
        self.env.invalidate_all()
        self.order.action_verify()
        self.assertEqual(self._get_result().state, "void")
        row = self.env["order.blocker"].search([("order_id", "=", self.order.id)])
        self.assertEqual(row.message, "Second entry (compared, but changed since)")
        self.assertEqual(row.with_user(self.second).check_method, "rekey")
        self._type(quantities=(84, 6))
        self.assertFalse(self._get_messages(self.order))

    def test_mismatch_is_an_issue_until_the_order_says_the_same(self):
        self._type(quantities=(84, 6))
        self.assertEqual(
            self._get_messages(self.order),
            [
                "Camembert: quantity: the second entry says 84, the order 48. Compare with the "
                "customer's document."
            ],
        )
        finding = self.order.finding_ids
        self.assertRecordValues(
            finding,
            [{"expected": "84", "actual": "48", "amount": -324.0, "is_blocking": True}],
        )
        self.assertEqual(self._get_result().state, "failed")
        blocker = self.order.with_user(self.second).get_blockers()[0]
        self.assertEqual(blocker["actions"][0], "rekey")
        self.assertNotIn("fix", blocker["actions"])
        line = self.order.order_line[:1].with_user(self.specialist)
        line.product_uom_qty = 84
        self.order.action_verify()
        self.assertFalse(self._get_messages(self.order))
        self.assertRecordValues(finding, [{"outcome": "fixed", "is_open": False}])
        self.assertEqual(self._get_result().state, "passed")
        # two entries that differed stay apart: another change is an issue again
        line.product_uom_qty = 48
        self.assertTrue(self._get_messages(self.order))

    def test_each_field_is_compared(self):
        self._type(
            prices=(9.0, 12.05),
            reference="PO-4771",
            requested_date="2026-03-01",
            street="Hauptstraße 13",
        )
        found = {b["key"].split(":")[0]: b for b in self.order.get_blockers()}
        self.assertEqual(
            {name: (blocker["expected"], blocker["actual"]) for name, blocker in found.items()},
            {
                "price": ("12.05", "12.50"),
                "reference": ("PO-4771", "PO-4711"),
                "date": ("2026-03-01", "2026-03-10"),
                "address": ("Hauptstraße 13, 8010, Graz", "Hauptstraße 31, 8010, Graz"),
            },
        )
        self.assertIn("order number: the second entry says PO-4771", found["reference"]["message"])

    def test_name_and_country_of_the_ship_to_are_compared_where_the_document_says_them(self):
        switzerland = self.env.ref("base.ch")
        self._type(recipient="Chop-suey Chinese", country_id=switzerland)
        found = {b["key"].split(":")[0]: b["message"] for b in self.order.get_blockers()}
        self.assertEqual(set(found), {"recipient", "country"})
        self.assertIn(
            "ship-to country: the second entry says Switzerland, the order Austria",
            found["country"],
        )
        self.order.action_verify()
        country = self.order.finding_ids.filtered(lambda f: f.key.startswith("country"))
        self.assertEqual((country.expected_text, country.actual_text), ("Switzerland", "Austria"))
        other = self._create_order(
            [(None, 48, None), (self.scones, 6, None)],
            client_order_ref="PO-4711",
            requested_date="2026-03-10",
        )
        self.env.flush_all()  # what is worked out is his who entered it
        self._type(order=other, recipient="Huber", country_id=self.env.ref("base.at"))
        self.assertFalse(self._get_messages(other))

    def test_missing_and_foreign_products_are_issues(self):
        form = self._open()
        form.reference, form.requested_date = "po 4711", "2026-03-10"
        form.street, form.zip, form.city = "Hauptstraße 31", "8010", "Graz"
        with form.line_ids.edit(0) as line:
            line.quantity, line.price = 48, 9
        form.line_ids.remove(1)
        with form.line_ids.new() as line:
            line.product_id = self._create_product("Chai", 18.0)
            line.quantity, line.price = 3, 18
        form.save().action_apply()
        self.assertEqual(
            {m.partition(". Compare")[0] for m in self._get_messages(self.order)},
            {
                "Chai: the second entry says 3, the order nothing",
                "Scones: quantity: the second entry says nothing, the order 6",
            },
        )

    def test_override_covers_what_the_order_says(self):
        self._type(quantities=(84, 6))
        [finding] = self.check._find(self.order.sudo()).findings
        reason = self.env["order.reason"].search([("usage", "=", "override")], limit=1)
        self.env["order.override"].with_user(self.supervisor)._let_pass(finding, reason, "he rang")
        self.assertFalse(self._get_messages(self.order))
        self.order.order_line[:1].product_uom_qty = 60
        self.assertTrue(self._get_messages(self.order), "nearer is no milder: it was never said")

    def test_same_in_another_unit_or_in_two_lines_is_no_difference(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.product.uom_ids = dozen
        self.order.order_line[:1].write({"product_uom_id": dozen.id, "product_uom_qty": 4})
        self.order.order_line[1].product_uom_qty = 4
        self.order.order_line = [
            Command.create({"product_id": self.scones.id, "product_uom_qty": 2})
        ]
        self.env.flush_all()  # what is worked out is his who changed it
        form = self._open()
        form.reference, form.requested_date = "PO-4711", "2026-03-10"
        form.street, form.zip, form.city = "Hauptstraße 31", "8010", "Graz"
        with form.line_ids.edit(0) as line:
            line.quantity, line.price = 48, 9
        with form.line_ids.edit(1) as line:
            line.quantity, line.price = 6, 12.5
        form.line_ids.remove(2)
        form.save().action_apply()
        self.assertFalse(self._get_messages(self.order))

    def test_nothing_typed_counts_as_nothing(self):
        with self.assertRaisesRegex(UserError, "Type a quantity"):
            self._type(quantities=(48, 0))

    def test_more_watched_later_is_asked_for(self):
        self.check.watch_dates = False
        self._type(requested_date=None)
        self.check.watch_dates = True
        self.assertEqual(self._get_messages(self.order), ["Second entry"])

    def test_something_has_to_be_watched(self):
        watched = [name for name in self.check._fields if name.startswith("watch_")]
        nothing = dict.fromkeys(watched, False)
        self.assertEqual(len(watched), 5)
        for method in ("rekey", "source"):
            for name in watched:
                self.check.write({**nothing, name: True, "method": method})
                with self.assertRaisesRegex(ValidationError, "Say what is compared"):
                    self.check[name] = False
                    self.check.flush_recordset()
                self.check[name] = True
        self.check.write({**nothing, "method": "machine", "kind": "line_repeated"})
        with self.assertRaisesRegex(ValidationError, "Say what is compared"):
            self.check.method = "source"

    def test_queries_do_not_grow_with_the_orders(self):
        orders = self.order.browse()
        for _n in range(12):
            orders += self._create_order([(None, 48, None), (self.scones, 6, None)])
        stated = {
            "partner": self.customer.id,
            "reference": "",
            "date": "",
            "address": ["Hauptstraße 31", "8010", "Graz"],
            "lines": [[self.product.id, 48, 9.0], [self.scones.id, 7, 12.5]],
        }
        results = self.env["order.check.result"].with_user(self.second)
        for order in orders:
            results._enter(order.with_user(self.second), self.check, stated)
        orders = orders.with_user(self.specialist)

        def count(some):
            self.env.invalidate_all()
            some.get_blockers("confirm")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(some.get_blockers("confirm")), len(some))
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(orders[:1]), count(orders))

    # --- the comparison with the document -----------------------------------------------------

    def _attach(self, order, name="order.txt"):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "datas": base64.b64encode(b"48 Camembert, 6 Scones"),
                "res_model": "sale.order",
                "res_id": order.id,
            }
        )

    def _use_source(self, **values):
        self.checklist.check_ids = [Command.create({**SOURCE, **values})]
        self.check.active = False
        return self.checklist.check_ids - self.check

    def _compare(self, form):
        form.is_reference_seen = True
        for place in range(len(form.line_ids)):
            with form.line_ids.edit(place) as line:
                line.is_seen = True
        return form.save().action_apply()

    def test_document_is_compared_line_by_line(self):
        self._use_source()
        document = self._attach(self.order)
        form = self._open(user=self.specialist)
        self.assertEqual(form.document_id, document)
        self.assertEqual(form.reference, "PO-4711")
        with self.assertRaisesRegex(UserError, "Tick each row"):
            form.save().action_apply()
        self._compare(self._open(user=self.specialist))
        self.assertRecordValues(
            self._get_result(),
            [
                {
                    "state": "passed",
                    "user_id": self.specialist.id,
                    "document_id": document.id,
                    "document_name": "order.txt",
                    "document_checksum": document.checksum,
                }
            ],
        )
        self.assertFalse(self._get_messages(self.order))
        self.order.order_line[:1].product_uom_qty = 84
        self.assertEqual(self._get_messages(self.order), ["As in his mail"])

    def test_what_the_document_says_otherwise_is_an_issue_with_the_document_beside(self):
        self._use_source()
        document = self._attach(self.order)
        form = self._open(user=self.specialist)
        with form.line_ids.edit(0) as line:
            line.quantity = 84
        self._compare(form)
        self.assertEqual(
            self._get_messages(self.order),
            ["Camembert: quantity: the document says 84, the order 48."],
        )
        order = self.order.with_user(self.specialist)
        blocker = order.get_blockers()[0]
        self.assertEqual(blocker["actions"][:2], ["document", "source"])
        action = order.action_blocker(blocker, "document")
        self.assertEqual(action["url"], f"/web/content/{document.id}")

    def test_document_is_needed_and_may_be_added_in_the_dialog(self):
        self._use_source()
        form = self._open(user=self.specialist)
        with self.assertRaisesRegex(UserError, "Attach the customer's document"):
            self._compare(form)
        foreign = self._attach(self._create_order())
        wizard = self._open(user=self.specialist).save()
        wizard.line_ids.is_seen = True
        wizard.write({"is_reference_seen": True, "document_id": foreign.id})
        with self.assertRaisesRegex(UserError, "Attach the customer's document"):
            wizard.action_apply()
        wizard.write({"document_id": False, "upload": base64.b64encode(b"48 Camembert")})
        self.assertEqual(wizard.action_add_document()["res_id"], wizard.id)
        self.assertEqual(wizard.document_id.res_id, self.order.id)
        wizard.action_apply()
        self.assertFalse(self._get_messages(self.order))

    def test_four_eyes_ask_for_somebody_else(self):
        self._use_source(four_eyes=True)
        self._attach(self.order)
        with self.assertRaisesRegex(AccessError, "You entered"):
            self._open(user=self.specialist)
        self._compare(self._open(user=self.second))
        self.assertFalse(self._get_messages(self.order))
