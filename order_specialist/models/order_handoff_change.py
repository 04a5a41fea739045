from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, format_datetime

#: How an offered change may end.
ANSWERS = ("taken", "refused", "withdrawn")


class OrderHandoffChange(models.Model):
    """A change of an order that a department has accepted: offered, then taken or refused.

    Until it is answered it is a record beside the order, in neither the ordered quantity nor a
    transfer. Quantities are differences, so that several changes of a line add up in any order.
    """

    _name = "order.handoff.change"
    _description = "Offered Change"
    _inherit = ["order.record.mixin"]
    _order = "id"

    handoff_id = fields.Many2one(
        "order.handoff", "Release", required=True, readonly=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("quantity", "Quantity"),
            ("line", "New line"),
            ("date", "Date"),
            ("address", "Address"),
            ("customer", "Customer"),
        ],
        required=True,
        readonly=True,
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order Line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    quantity = fields.Float(
        "More or Less", digits="Product Unit", readonly=True, help="Less is negative."
    )
    detail = fields.Char(readonly=True, help="The article, the date or the address.")
    values = fields.Json(readonly=True, help="What it writes on the order.")
    state = fields.Selection(
        [
            ("pending", "To answer"),
            ("taken", "Taken"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        default="pending",
        required=True,
        readonly=True,
        index=True,
    )
    offered_on = fields.Datetime(readonly=True)
    offered_by_id = fields.Many2one("res.users", readonly=True)
    answered_on = fields.Datetime(readonly=True)
    answered_by_id = fields.Many2one("res.users", readonly=True)
    reason_id = fields.Many2one("order.reason", readonly=True)
    note = fields.Text(readonly=True)
    can_act = fields.Boolean(related="handoff_id.can_act")

    _one_pending = models.UniqueIndex(
        "(sale_line_id, (kind = 'date'), (quantity > 0)) "
        "WHERE state = 'pending' AND sale_line_id IS NOT NULL",
        "This change is offered already.",
    )

    @api.depends("kind", "quantity", "detail")
    def _compute_display_name(self):
        for change in self:
            sign = "+" if change.quantity > 0 else "−"
            text = f"{sign}{abs(change.quantity):.15g} {change.detail}"
            if change.kind == "line":
                text = self.env._("%s (new line)", text)
            elif change.kind == "date":
                text = self.env._("Date: %s", change._get_date_text())
                if change.detail:
                    text = self.env._(
                        "Date of %(article)s: %(date)s",
                        article=change.detail,
                        date=change._get_date_text(),
                    )
            elif change.kind == "address":
                text = self.env._("Ship to: %s", change.detail)
            elif change.kind == "customer":
                text = self.env._("Customer: %s", change.detail)
            change.display_name = text

    def _get_date_text(self):
        self.ensure_one()
        value = next(iter((self.values or {}).values()), False)
        if not value:
            return self.env._("none")
        if len(value) > len("2026-01-31"):
            return format_datetime(self.env, value)
        return format_date(self.env, value)

    @api.model_create_multi
    def create(self, vals_list):
        changes = super().create(vals_list)
        changes.handoff_id.filtered(lambda handoff: not handoff.was_changed).was_changed = True
        return changes

    # --- buttons ---------------------------------------------------------------------------------

    def action_take(self):
        """Take the changes: the order and its transfers follow (button, list action, API)."""
        self._check_pending()
        self.sudo()._take()
        return True

    def action_refuse(self):
        """Open the question for the reason."""
        self._check_pending()
        return {
            "name": self.env._("Refuse the change"),
            "type": "ir.actions.act_window",
            "res_model": "order.change.refuse.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_change_ids": self.ids},
        }

    def action_withdraw(self):
        """Take back what the desk has offered and nobody has answered."""
        self.check_access("read")
        is_desk = self.env.user.has_group("order_specialist.group_specialist")
        if not (is_desk or self.env.su or self.sudo().offered_by_id == self.env.user):
            raise AccessError(self.env._("Only the order desk takes a change back."))
        self._check_state()
        self.sudo()._answer("withdrawn")
        return True

    def _check_pending(self):
        """Let only the department and supervisors answer, and each change once."""
        self.check_access("read")
        self.sudo().handoff_id.with_env(self.env)._check_member()
        self._check_state()

    def _check_state(self):
        self.env["order.gate"]._lock(self.sudo().order_id)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for change in self.sudo():
            if change.state != "pending":
                raise UserError(
                    self.env._(
                        "%(change)s of %(order)s is answered already: %(state)s by %(person)s.",
                        change=change.display_name,
                        order=change.order_id.name,
                        state=labels[change.state],
                        person=change.answered_by_id.name,
                    )
                )
