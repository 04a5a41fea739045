from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.taking import is_taken

#: What of an order is offered to who has accepted it, as which kind of change.
OFFERED = {
    "commitment_date": "date",
    "partner_id": "customer",
    "partner_shipping_id": "address",
    "requested_date": "date",
}
#: What goes with another customer, in one change: taken or refused together.
WITH_CUSTOMER = {
    "fiscal_position_id",
    "partner_invoice_id",
    "partner_shipping_id",
    "payment_term_id",
}

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
        moved = self._filter_moved(vals)
        asked = self._offer_write(vals)
        for orders, offered in (
            (self - asked, ()),
            (asked - moved, OFFERED),
            (asked & moved, OFFERED | dict.fromkeys(WITH_CUSTOMER)),
        ):
            rest = {name: value for name, value in vals.items() if name not in offered}
            if orders and rest:
                super(SaleOrder, orders).write(rest)
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

    def _filter_moved(self, vals):
        """Return the orders that ``vals`` give to another customer."""
        if "partner_id" not in vals:
            return self.browse()
        return self.filtered(lambda order: order.partner_id.id != vals["partner_id"])


class SaleOrderOffered(models.Model):
    """What of a write becomes which offer."""

    _inherit = "sale.order"

    def _offer_write(self, vals):
        """Offer what ``vals`` change of accepted orders; return these orders."""
        changes = self.env["order.handoff.change"]
        handoffs = changes._find_accepted(self)
        if handoffs:
            self.check_access("write")
        for order, mine in handoffs.grouped("order_id").items():
            moved = order._filter_moved(vals)
            for name in OFFERED.keys() & vals.keys():
                value = self._fields[name].convert_to_cache(vals[name], order)
                is_other = value != self._fields[name].convert_to_cache(order[name], order)
                if is_other and not (moved and name in WITH_CUSTOMER):
                    order._offer_value(mine, name, vals)
        return self.filtered(lambda order: order in handoffs.order_id)

    def _offer_value(self, handoffs, name, vals):
        """Offer one field of this order."""
        if self.locked:
            raise UserError(self.env._("%s is locked. Unlock it first.", self.name))
        kind, value, detail = OFFERED[name], vals[name], False
        values = {name: value}
        if kind == "customer":
            values |= self._prepare_customer_offer(value, vals)
            customer = self.env["res.partner"].sudo().browse(value).display_name
            detail = f"{customer}, {self._get_place(values['partner_shipping_id'])}"
        elif kind == "address":
            detail = self._get_place(value)
        else:
            field = self._fields[name]
            moment = field.convert_to_cache(value, self)
            values = {name: field.to_string(moment) if value else False}
        self.env["order.handoff.change"]._offer_values(handoffs, kind, values, detail)

    @api.model
    def _prepare_customer_offer(self, partner_id, vals):
        """Return what goes with another customer: where it is shipped and billed to."""
        places = self.env["res.partner"].sudo().browse(partner_id)
        places = places.address_get(["delivery", "invoice"])
        return {
            "partner_shipping_id": places["delivery"],
            "partner_invoice_id": places["invoice"],
            **{name: vals[name] for name in WITH_CUSTOMER & vals.keys()},
        }

    @api.model
    def _get_place(self, partner_id):
        partner = self.env["res.partner"].sudo().browse(partner_id)
        return partner._display_address(without_company=False).replace("\n", ", ")
