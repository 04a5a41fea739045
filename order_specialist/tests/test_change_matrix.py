from types import SimpleNamespace

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import ChangeNeedsReason, ChangeRefused
from ..tools.changes import BY_ODOO, KINDS, STAGES, get_change_stage
from .change_common import ChangeCase

SUPERVISOR = "order_specialist.group_supervisor"


@tagged("post_install", "-at_install")
class TestChangeStage(ChangeCase):
    """The stage in the matrix follows from columns of the order."""

    def _get_stage(self, state="sale", delivery=False, release=False, billed="no"):
        row = SimpleNamespace(
            state=state, delivery_status=delivery, handoff_state=release, invoice_status=billed
        )
        return get_change_stage(row)

    def test_each_stage_has_its_facts(self):
        self.assertEqual(self._get_stage("draft"), "quotation")
        self.assertEqual(self._get_stage("sent"), "quotation")
        self.assertIsNone(self._get_stage("cancel"))
        self.assertEqual(self._get_stage(delivery="pending"), "confirmed")
        self.assertEqual(self._get_stage(delivery="pending", release="to_release"), "confirmed")
        self.assertEqual(self._get_stage(delivery="pending", release="sent_back"), "confirmed")
        self.assertEqual(self._get_stage(delivery="pending", release="released"), "released")
        self.assertEqual(self._get_stage(delivery="started", release="accepted"), "accepted")
        self.assertEqual(self._get_stage(delivery="partial", release="accepted"), "partly_shipped")
        self.assertEqual(self._get_stage(delivery="full", release="done"), "shipped")
        self.assertEqual(self._get_stage(delivery="pending", release="done"), "shipped")
        self.assertEqual(self._get_stage(delivery="full", billed="invoiced"), "closed")
        self.assertEqual(self._get_stage(billed="to invoice"), "confirmed")
        self.assertEqual(self._get_stage(billed="invoiced"), "closed")

    def test_an_order_walks_through_the_stages(self):
        order = self._create_order()
        self.assertEqual(get_change_stage(order), "quotation")
        order.action_confirm()
        self.assertEqual(get_change_stage(order), "released")
        self._accept(order)
        self.assertEqual(get_change_stage(order), "accepted")
        self._ship(order, 4)
        self.assertEqual(get_change_stage(order), "partly_shipped")
        self._ship(order)
        self.assertEqual(get_change_stage(order), "shipped")


@tagged("post_install", "-at_install")
class TestChangeRows(ChangeCase):
    """What a row means, and whom it is for."""

    def _get_verdict(self, user, kind="price", stage="released"):
        return self.rules.with_user(user)._get_verdict(self.company.id, kind, stage)

    def test_without_a_row_everything_is_allowed(self):
        for kind, _label in KINDS:
            for stage, _name in STAGES:
                self.assertEqual(self._get_verdict(self.salesperson, kind, stage), "allowed")
        order = self._create_confirmed()
        order.order_line.price_unit = 1.0
        order.order_line.product_uom_qty = 11
        order.action_cancel()
        self.assertFalse(self._get_rows(order))

    def test_the_mildest_row_counts(self):
        self._rule("price", released="refused")
        self._rule("price", SUPERVISOR, released="reason")
        self.assertEqual(self._get_verdict(self.specialist), "refused")
        self.assertEqual(self._get_verdict(self.supervisor), "reason")
        self.assertEqual(self._get_verdict(self.supervisor, stage="confirmed"), "allowed")

    def test_a_row_of_a_group_alone_shuts_out_the_others(self):
        self._rule("price", SUPERVISOR)
        self.assertEqual(self._get_verdict(self.specialist), "refused")
        self.assertEqual(self._get_verdict(self.supervisor), "allowed")

    def test_rows_of_another_company_or_a_desk_that_is_off_say_nothing(self):
        rule = self._rule("price", released="refused")
        rule.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(self._get_verdict(self.specialist), "allowed")
        rule.company_id = False
        self.assertEqual(self._get_verdict(self.specialist), "refused")
        self.company.order_desk_active = False
        self.assertEqual(self._get_verdict(self.specialist), "allowed")

    def test_an_archived_row_says_nothing(self):
        rule = self._rule("price", released="refused")
        self.assertEqual(self._get_verdict(self.specialist), "refused")
        rule.active = False
        self.assertEqual(self._get_verdict(self.specialist), "allowed")

    def test_recommended_matrix_is_loaded_once(self):
        self._rule("price")
        rules = self.rules.with_user(self.administrator)
        rules.browse().action_load_recommended()
        rules.browse().action_load_recommended()
        rows = rules.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(rows), 10)
        self.assertEqual(set(rows.mapped("kind")), {kind for kind, _label in KINDS})
        own = rows.filtered(lambda row: row.kind == "price" and not row.group_id)
        self.assertEqual(own.at_released, "allowed", "the row that was there was overwritten")
        self.assertEqual(self._get_verdict(self.specialist, "cancel_order"), "reason")
        self.assertEqual(self._get_verdict(self.specialist, "customer"), "refused")
        self.assertEqual(self._get_verdict(self.supervisor, "customer"), "reason")

    def test_only_administrators_set_up_the_matrix(self):
        for user in (self.specialist, self.supervisor, self.salesperson, self.warehouse_lead):
            with self.assertRaises(AccessError):
                self.rules.with_user(user).create({"kind": "price"})
            with self.assertRaises(AccessError):
                self.rules.with_user(user).action_load_recommended()


@tagged("post_install", "-at_install")
class TestChangeReason(ChangeCase):
    """With a reason: coded, kept with what it said before and after, and said on the order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule("quantity", released="reason")
        cls._rule("price", released="reason")
        cls._rule("cancel_order", released="reason")
        cls.order = cls._create_confirmed()
        cls.line = cls.order.order_line

    def _because(self, records, reason=None, note=None):
        return records.with_context(
            order_change_reason=reason or self.reason.code, order_change_note=note
        )

    def test_without_a_reason_it_is_refused_in_one_sentence(self):
        message = (
            "^Changing the quantity of Camembert on S[0-9]+ at the stage “Released” "
            "needs a reason.$"
        )
        with self._refused(message, ChangeNeedsReason):
            self.line.product_uom_qty = 12
        self.assertEqual(self.line.product_uom_qty, 10)

    def test_the_error_says_which_reasons_fit(self):
        for action, usages in (
            (lambda: self.line.write({"product_uom_qty": 12}), ["change"]),
            (self.order.action_cancel, ["cancel"]),
        ):
            with self.assertRaises(ChangeNeedsReason) as caught, self.env.cr.savepoint():
                action()
            self.assertEqual(caught.exception.context, {"usages": usages})

    def test_change_with_a_reason_is_made_and_kept(self):
        self._because(self.line, note="By phone, Ms Huber").write(
            {"product_uom_qty": 12, "price_unit": 8.5}
        )
        self.assertEqual((self.line.product_uom_qty, self.line.price_unit), (12, 8.5))
        rows = self._get_rows(self.order)
        self.assertRecordValues(
            rows,
            [
                {"kind": "price", "field_name": "Unit Price", "old_value": "9", "new_value": "8.5"},
                {
                    "kind": "quantity",
                    "field_name": "Quantity",
                    "old_value": "10",
                    "new_value": "12",
                },
            ],
        )
        for row in rows:
            self.assertEqual(row.user_id, self.specialist)
            self.assertEqual((row.stage, row.reason_id), ("released", self.reason))
            self.assertEqual((row.line_id, row.note), (self.line, "By phone, Ms Huber"))
        message = self.order.sudo().message_ids[0].preview
        self.assertIn("Camembert Quantity 10 → 12", message)
        self.assertIn("The customer asked", message)

    def test_a_reason_is_named_by_code_or_id_and_must_be_of_this_use(self):
        self._because(self.line, self.reason.id).product_uom_qty = 12
        for wrong in ("nonsense", self.cancel_reason.code, self.cancel_reason.id):
            with self._refused("needs a reason", ChangeNeedsReason):
                self._because(self.line, wrong).product_uom_qty = 13
        with self._refused("needs a reason", ChangeNeedsReason):
            self._because(self.order).action_cancel()
        self._because(self.order, self.cancel_reason.code).action_cancel()
        self.assertEqual(self.order.state, "cancel")

    def test_change_that_is_offered_is_kept_as_such(self):
        self._accept(self.order)
        self.line.product_uom_qty = 12
        row = self._get_rows(self.order)
        self.assertEqual((row.stage, row.new_value, row.is_offered), ("accepted", "12", True))
        self.assertEqual(self.line.product_uom_qty, 10)

    def test_what_stays_the_same_is_no_change(self):
        self.line.write({"product_uom_qty": 10.0, "price_unit": 9.0, "tax_ids": [Command.set([])]})
        self.assertFalse(self._get_rows(self.order))

    def test_price_that_odoo_itself_puts_with_the_quantity_is_not_asked_for(self):
        self.rules.search([("kind", "=", "quantity")]).unlink()
        self.line.write({"product_uom_qty": 12, "price_unit": 9.0, "technical_price_unit": 9.0})
        self.product.list_price = 7.0
        self.line.write({"product_uom_qty": 13, "price_unit": 7.0, "technical_price_unit": 7.0})
        self.assertEqual(self.line.price_unit, 7.0)
        with self._refused("Changing prices", ChangeNeedsReason):
            self.line.write({"product_uom_qty": 14, "price_unit": 6.0, "technical_price_unit": 6.0})

    def test_changes_are_counted_by_reason_and_kind(self):
        self._because(self.line).product_uom_qty = 12
        self._because(self.line).product_uom_qty = 13
        self._because(self.order, self.cancel_reason.code).action_cancel()
        counts = self.changes.with_user(self.specialist)._read_group(
            [("order_id", "=", self.order.id)], ["kind", "reason_id"], ["__count"]
        )
        self.assertEqual(
            set(counts), {("quantity", self.reason, 2), ("cancel_order", self.cancel_reason, 1)}
        )

    def test_quotations_are_not_recorded_unless_for_a_reason(self):
        order = self._create_order()
        order.order_line.product_uom_qty = 12
        self.assertFalse(self._get_rows(order))
        self._because(order.order_line).product_uom_qty = 13
        self.assertEqual(self._get_rows(order).stage, "quotation")

    def test_a_record_of_a_change_is_not_changed(self):
        self._because(self.line).product_uom_qty = 12
        row = self._get_rows(self.order)
        for user in (self.specialist, self.supervisor, self.administrator):
            for action in (lambda r: r.write({"note": "x"}), lambda r: r.unlink()):
                with self.assertRaises(AccessError):
                    action(row.with_user(user))


@tagged("post_install", "-at_install")
class TestChangeByOdoo(ChangeCase):
    """What Odoo itself does runs through, and nobody else can say that he is Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind, _label in KINDS:
            cls._rule(kind, **{stage: "refused" for stage, _label in STAGES})
        cls.order = cls._create_confirmed_free()

    @classmethod
    def _create_confirmed_free(cls):
        return cls._create_confirmed()

    def test_orders_are_entered_and_copied_although_nothing_may_be_changed(self):
        copy = self.order.copy()
        self.assertEqual(copy.order_line.product_uom_qty, 10)
        self.assertFalse(copy.env.context.get(BY_ODOO))
        with self._refused("Adding Camembert", ChangeRefused):
            copy.order_line = [Command.create({"product_id": self.product.id})]

    def test_superuser_is_not_asked(self):
        self.order.sudo().order_line.product_uom_qty = 12
        self.order.sudo().action_cancel()
        self.assertEqual(self.order.state, "cancel")

    def test_a_client_cannot_say_that_it_is_odoo(self):
        for word in ("goods", "order", "down_payment", True, 1):
            line = self.order.order_line.with_context(**{BY_ODOO: word})
            with self._refused("Changing the quantity", ChangeRefused):
                line.product_uom_qty = 12
            with self._refused("Adding Camembert", ChangeRefused):
                line.create({"order_id": self.order.id, "product_id": self.product.id})

    def test_a_new_order_takes_no_line_of_another(self):
        orders = self.order.env["sale.order"]
        line = self.order.order_line
        for command in (
            Command.update(line.id, {"product_uom_qty": 12}),
            Command.link(line.id),
            Command.delete(line.id),
        ):
            with self._refused("Camembert", ChangeRefused):
                orders.create({"partner_id": self.customer.id, "order_line": [command]})
        self.assertEqual((line.order_id, line.product_uom_qty), (self.order, 10))

    def test_unordered_goods_and_down_payments_pass(self):
        cheese = self._create_product("Gouda", 5.0, stock=10)
        # adding a line takes a right on orders in Odoo
        self.warehouse_lead.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        picking = self.order.sudo().picking_ids.with_user(self.warehouse_lead)
        picking.move_ids = [
            Command.create(
                {
                    "product_id": cheese.id,
                    "product_uom_qty": 2,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
        ]
        self._ship(self.order)
        self.assertEqual(self.order.order_line.product_id, self.product | cheese)
        wizard = self.env["sale.advance.payment.inv"].with_user(self.specialist)
        wizard = wizard.with_context(active_model="sale.order", active_ids=self.order.ids)
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 5}).create_invoices()
        self.assertTrue(self.order.order_line.filtered("is_downpayment"))
