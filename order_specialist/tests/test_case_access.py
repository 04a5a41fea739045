"""Each role does what it may with claims, and nothing more."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestCaseAccess(ClaimCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order, cls.invoice = cls._deliver_and_invoice(5, 10.0)
        cls.case = cls._claim(cls.order, "damaged", 2)

    def _open_dialog(self, user, **source):
        wizard = self.env["order.case.create.wizard"].with_user(user)
        return wizard.with_context(
            default_order_id=self.order.id,
            **{f"default_{name}": record.id for name, record in source.items()},
        )

    def _fill(self, wizard, code="damaged", quantity=1):
        with Form(wizard) as form:
            form.type_id = self._type(code)
            with form.line_ids.edit(0) as line:
                line.quantity = quantity
        return form.save()

    def test_a_specialist_settles_with_no_group_of_accounting_or_stock(self):
        for group in ("account.group_account_invoice", "stock.group_stock_user"):
            self.assertFalse(self.specialist.has_group(group))
        resolution = self._resolve(self.case, "credit_quantity", quantity=1)
        self.assertEqual(resolution.account_move_id.state, "posted")
        self.assertEqual(resolution.account_move_id.create_uid, self.specialist)
        resolution = self._resolve(self.case, "replacement")
        self.assertEqual(resolution.done_by_id, self.specialist)
        self.assertEqual(self.case.state, "settled")

    def test_a_department_member_opens_claims_and_sees_no_price(self):
        case = self._fill(self._open_dialog(self.warehouse_lead))._open()
        self.assertEqual(case.create_uid, self.warehouse_lead)
        self.assertEqual(case.line_ids.claimed_quantity, 1)
        self.assertEqual(case.sudo().amount_claimed, 10.0)
        for record, name in (
            (case, "amount_claimed"),
            (case, "sum_check"),
            (case.line_ids, "unit_price"),
            (case.line_ids, "claimed_amount"),
        ):
            with self._refused(".", AccessError):
                record.read([name])
        with self._refused(".", AccessError):
            case.write({"description": "changed"})
        with self._refused(".", AccessError):
            case.resolution_ids.create({"case_id": case.id, "code": "refuse"})
        Form(case, view="order_specialist.order_case_view_form")
        case.message_post(body="The carton was wet")

    def test_the_warehouse_opens_a_claim_from_its_delivery(self):
        picking = self.order.picking_ids.with_user(self.warehouse_lead)
        self.assertTrue(picking.order_desk_claims)
        action = picking.action_open_claim()
        wizard = self.env["order.case.create.wizard"].with_user(self.warehouse_lead)
        case = self._fill(wizard.with_context(**action["context"]), "wrong_item")._open()
        self.assertEqual(case.line_ids.move_id.picking_id, picking)

    def test_an_accountant_opens_claims_from_the_invoice(self):
        action = self.invoice.with_user(self.accountant).action_open_claim()
        self.assertEqual(action["context"]["default_invoice_id"], self.invoice.id)
        wizard = self.env["order.case.create.wizard"].with_user(self.accountant)
        case = self._fill(wizard.with_context(**action["context"]), "quantity_billed")._open()
        self.assertEqual(case.line_ids.invoice_line_id, self.invoice.invoice_line_ids)
        self.assertEqual(self.invoice.order_case_count, 1)
        with self._refused(".", AccessError):
            case.action_cancel()

    def test_of_an_invoice_of_two_orders_the_dialog_asks_which(self):
        orders = self._confirm(5, 10.0) | self._confirm(3, 10.0)
        for order in orders:
            self._ship(order)
        invoice = orders.sudo()._create_invoices()
        invoice.action_post()
        self.assertEqual(len(invoice), 1)
        action = invoice.with_user(self.accountant).action_open_claim()
        wizard = self.env["order.case.create.wizard"].with_user(self.accountant)
        with Form(wizard.with_context(**action["context"])) as form:
            self.assertFalse(form.order_id)
            self.assertEqual(set(form.invoice_order_ids.ids), set(orders.ids))
            form.type_id = self._type("quantity_billed")
            self.assertFalse(len(form.line_ids))
            form.order_id = orders[1].with_user(self.accountant)
            with form.line_ids.edit(0) as line:
                line.quantity = 1
        case = form.save()._open()
        self.assertEqual(case.order_id, orders[1])
        self.assertEqual(case.line_ids.order_line_id, orders[1].order_line)
        self.assertEqual(case.line_ids.invoice_line_id.move_id, invoice)

    def test_an_auditor_reads_everything_and_changes_nothing(self):
        resolution = self._propose(self.case, "replacement")
        for record in (self.case, self.case.line_ids, resolution, resolution.line_ids):
            record = record.with_user(self.auditor)
            self.assertTrue(record.read())
            for operation in ("write", "create", "unlink"):
                self.assertFalse(record.has_access(operation), record)
        for call in (
            resolution.with_user(self.auditor).action_settle,
            resolution.with_user(self.auditor).action_approve,
            resolution.with_user(self.auditor).action_cancel,
            self.case.with_user(self.auditor).action_cancel,
            self.case.with_user(self.auditor).action_investigate,
        ):
            with self._refused(".", AccessError):
                call()

    def test_a_salesperson_sees_the_claims_of_his_own_orders(self):
        cases = self.env["order.case"].with_user(self.salesperson)
        self.assertFalse(cases.search([("id", "=", self.case.id)]))
        self.order.sudo().user_id = self.salesperson
        self.assertTrue(cases.search([("id", "=", self.case.id)]))
        resolution = self._propose(self.case, "replacement").with_user(self.salesperson)
        with self._refused(".", AccessError):
            resolution.action_settle()
        with self._refused(".", AccessError):
            self.case.with_user(self.salesperson).write({"description": "changed"})

    def test_the_credit_controller_has_nothing_to_do_with_claims(self):
        with self._refused(".", AccessError):
            self.case.with_user(self.controller).read(["name"])

    def test_another_company_sees_nothing_of_it(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._create_user("t_stranger", "order_specialist.group_supervisor")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.env.flush_all()
        cases = self.env["order.case"].with_user(stranger).with_company(other)
        self.assertFalse(cases.search([("id", "=", self.case.id)]))
        resolution = self._propose(self.case, "replacement")
        with self._refused(".", AccessError):
            resolution.with_user(stranger).with_company(other).action_settle()
        with self._refused(".", AccessError):
            wizard = self._open_dialog(stranger).with_company(other)
            wizard.create({"type_id": self._type("damaged").id})._open()

    def test_only_the_administrator_changes_types_causes_and_limits(self):
        for record in (
            self._type("damaged"),
            self.env.ref("order_specialist.order_case_cause_carrier_damage"),
            self.env.ref("order_specialist.order_limit_specialist_any"),
        ):
            self.assertTrue(record.with_user(self.administrator).has_access("write"))
            for user in (self.specialist, self.supervisor, self.warehouse_lead, self.accountant):
                self.assertFalse(record.with_user(user).has_access("write"), record)

    def test_every_role_that_reads_a_claim_opens_its_form_and_lists(self):
        for user in (self.specialist, self.supervisor, self.auditor, self.accountant):
            case = self.case.with_user(user)
            for view in ("form", "list", "kanban", "calendar", "pivot", "graph", "search"):
                xmlid = f"order_specialist.order_case_view_{view}"
                arch = case.get_view(self.env.ref(xmlid).id, view)
                self.assertTrue(arch["arch"])
            self.assertTrue(case.web_read({"sum_check": {}, "resolution_ids": {"fields": {}}}))


@tagged("post_install", "-at_install")
class TestCaseQueries(ClaimCase):
    """Lists do not slow down with what is in them; without the desk nothing costs a query."""

    def test_a_list_of_claims_costs_the_same_for_one_and_for_twenty(self):
        for _number in range(20):
            order, _invoice = self._deliver_and_invoice(2, 10.0)
            self._claim(order, "damaged", 1)
        cases = self.env["order.case"].with_user(self.specialist).search([], limit=20)
        names = ["name", "order_id", "type_id", "amount_open", "sum_check", "credit_note_count"]
        counts = []
        for batch in (cases[:1], cases):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch.web_read({name: {} for name in names})
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_blockers_of_claims_cost_one_query_for_one_and_for_ten(self):
        self._type("damaged").stops_invoice = True
        orders = self.env["sale.order"]
        for _number in range(10):
            order, _invoice = self._deliver_and_invoice(2, 10.0)
            self._claim(order, "damaged", 1)
            orders |= order
        counts = []
        for batch in (orders[:1], orders):
            self.env.flush_all()
            self.env.invalidate_all()
            facts = self.env["order.gate"]._get_facts(batch)
            before = self.env.cr.sql_log_count
            blockers = self.env["order.case"]._get_gate_blockers(facts, "invoice")
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(blockers), len(batch))
        self.assertEqual(counts[0], counts[1])

    def test_an_order_without_a_claim_looks_for_none(self):
        order, _invoice = self._deliver_and_invoice(2, 10.0)
        self.env.flush_all()
        order.invalidate_recordset()
        order.read(["case_count"])
        before = self.env.cr.sql_log_count
        self.assertEqual(order.credited_amount, 0)
        self.assertFalse(order._get_case_credit_notes())
        self.assertEqual(self.env.cr.sql_log_count, before)
