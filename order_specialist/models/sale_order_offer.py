from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.taking import is_taken

#: What of an order is offered to who has accepted it, as which kind of change.
OFFERED = {"commitment_date": "date", "requested_date": "date", "partner_shipping_id": "address"}

#: States that take an order out of the hands of who prepares it.
TAKEN_BACK = ("cancel", "draft", "sent")


class SaleOrder(models.Model):
    """What a department has accepted is not changed past it: dates and address are offered."""

    _inherit = "sale.order"

    change_ids = fields.One2many("order.handoff.change", "order_id", "Changes", readonly=True)
    pending_change_ids = fields.One2many(
        "order.handoff.change",
        "order_id",
        "Changes not Answered",
        domain=[("state", "=", "pending")],
        readonly=True,
    )
    change_text = fields.Char("Pending Changes", compute="_compute_change_text", compute_sudo=True)

    def _compute_change_text(self):
        self.change_text = False
        for order in self.env["order.gate"]._get_active_orders(self._origin):
            if order.handoff_state == "accepted" and order.pending_change_ids:
                texts = ", ".join(order.pending_change_ids.mapped("display_name"))
                names = ", ".join(order.pending_change_ids.handoff_id.department_id.mapped("name"))
                self.browse(order.id).change_text = self.env._(
                    "%(changes)s: %(department)s has to answer.", changes=texts, department=names
                )

    def write(self, vals):
        """Write; what an accepting department has to be asked is offered instead."""
        if "promised_date" in vals:
            # as Odoo's own field, past every guard of it
            self.write({"commitment_date": vals["promised_date"]})
            vals = {name: value for name, value in vals.items() if name != "promised_date"}
        if vals.get("state") in TAKEN_BACK:
            self._check_not_accepted()
        if not OFFERED.keys() & vals.keys() or is_taken(self.env):
            return super().write(vals)
        asked = self._offer_write(vals)
        rest = {name: value for name, value in vals.items() if name not in OFFERED}
        if self - asked:
            super(SaleOrder, self - asked).write(vals)
        if asked and rest:
            super(SaleOrder, asked).write(rest)
        return True

    def _check_not_accepted(self):
        """Refuse to take back by writing what somebody prepares; cancelling asks for it."""
        handoffs = (
            () if is_taken(self.env) else self.env["order.handoff.change"]._find_accepted(self)
        )
        for handoff in handoffs:
            raise UserError(
                self.env._(
                    "%(department)s has accepted %(order)s already. Cancel it with the button: "
                    "then it is asked to put it back.",
                    department=handoff.department_id.name,
                    order=handoff.order_name,
                )
            )

    def _offer_write(self, vals):
        """Offer what ``vals`` change of accepted orders; return these orders."""
        changes = self.env["order.handoff.change"]
        handoffs = changes._find_accepted(self)
        if handoffs:
            self.check_access("write")
        for order, mine in handoffs.grouped("order_id").items():
            for name in OFFERED.keys() & vals.keys():
                value = self._fields[name].convert_to_cache(vals[name], order)
                if value != self._fields[name].convert_to_cache(order[name], order):
                    order._offer_value(mine, name, vals[name])
        return self.filtered(lambda order: order in handoffs.order_id)

    def _offer_value(self, handoffs, name, value):
        """Offer one field of this order."""
        if self.locked:
            raise UserError(self.env._("%s is locked. Unlock it first.", self.name))
        detail = False
        if OFFERED[name] == "address":
            partner = self.env["res.partner"].sudo().browse(value)
            detail = partner._display_address(without_company=False).replace("\n", ", ")
        else:
            field = self._fields[name]
            value = field.to_string(field.convert_to_cache(value, self)) if value else False
        self.env["order.handoff.change"]._offer_values(
            handoffs, OFFERED[name], {name: value}, detail
        )
