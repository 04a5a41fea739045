from odoo import api, fields, models

from ..tools.changes import KINDS, STAGES


class OrderChange(models.Model):
    """The record of a change that a person made: who, when, what it said and says, and why."""

    _name = "order.change"
    _description = "Change of an Order"
    _inherit = ["order.record.mixin"]
    _order = "id desc"
    _rec_name = "name"

    name = fields.Char(string="Order No.", required=True)
    order_id = fields.Many2one("sale.order", index="btree_not_null", ondelete="set null")
    line_id = fields.Many2one("sale.order.line", index="btree_not_null", ondelete="set null")
    product_id = fields.Many2one("product.product", index="btree_not_null", ondelete="set null")
    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="By", required=True, ondelete="restrict")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    kind = fields.Selection(KINDS, string="What", required=True)
    stage = fields.Selection(STAGES, required=True, help="Where the order stood at that moment.")
    field_name = fields.Char(string="Field")
    old_value = fields.Char(string="Before")
    new_value = fields.Char(string="After")
    is_offered = fields.Boolean(
        string="Offered",
        help="A department had accepted the order: it was asked, its answer is on the order.",
    )
    reason_id = fields.Many2one("order.reason", index="btree_not_null", ondelete="restrict")
    note = fields.Char()

    @api.model
    def _record(self, asked):
        """Keep the changes that were asked for and made; ``asked`` is what ``_ask`` returned."""
        if not asked:
            return self.browse()
        reasons, note = self._get_reasons(), self.env.context.get("order_change_note")
        rows = self.sudo().create(
            [
                self._prepare_values(change, stage, reasons, note)
                for change, stage in asked
                if stage != "quotation" or self._get_reason(reasons, change.kind)
            ]
        )
        rows._tell_order()
        return rows

    @api.model
    def _prepare_values(self, change, stage, reasons, note):
        product = change.line.product_id if change.line.exists() else change.line.browse()
        return {
            "name": change.order.name,
            "order_id": change.order.id,
            "line_id": product and change.line.id,
            "product_id": product.id,
            "partner_id": change.order.partner_id.id,
            "company_id": change.order.company_id.id,
            "user_id": self.env.uid,
            "kind": change.kind,
            "stage": stage,
            "field_name": self._get_label(change),
            "old_value": change.old,
            "new_value": change.new,
            "is_offered": self._is_offered(change),
            "reason_id": self._get_reason(reasons, change.kind).id,
            "note": note or False,
        }

    @api.model
    def _is_offered(self, change):
        """Return whether the change waits for an answer: what was written is not there."""
        if not change.field:
            return change.kind == "cancel_order" and change.order.state == "sale"
        record = change.line or change.order
        return self._get_value(record, change.field) != change.new

    @api.model
    def _get_label(self, change):
        if not change.field:
            return change.subject
        model = "sale.order.line" if change.line else "sale.order"
        return self.env[model]._fields[change.field]._description_string(self.env)

    def _tell_order(self):
        """Say on each order what was changed for a reason, and which."""
        for order, rows in self.filtered("reason_id").grouped("order_id").items():
            reason = rows.reason_id[:1].name
            texts = [row._describe() for row in rows]
            body = self.env._(
                "Changed: %(what)s. Reason: %(why)s", what="; ".join(texts), why=reason
            )
            note = rows[:1].note
            order.message_post(
                body=f"{body}. {note}" if note else body, author_id=self.env.user.partner_id.id
            )

    def _describe(self):
        kind = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        what = " ".join(filter(None, (self.product_id.display_name, self.field_name))) or kind
        if self.old_value or self.new_value:
            return f"{what} {self.old_value or '–'} → {self.new_value or '–'}"
        return f"{kind}: {what}"
