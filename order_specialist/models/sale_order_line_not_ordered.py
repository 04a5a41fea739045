from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.own_defaults import keep_own

#: Written by the system and by ``action_accept_not_ordered``, never by hand.
MARKS = frozenset(("is_not_ordered", "bill_accepted_on", "bill_accepted_by_id"))


class SaleOrderLine(models.Model):
    """What Odoo itself added to a confirmed order: nobody ordered it, so nobody pays it unasked.

    Goods that were delivered though nobody ordered them, delivery cost added with the goods, and
    rewards added after the confirmation. Not so a down payment, or delivery cost that a person
    adds: he asked for it.
    """

    _inherit = "sale.order.line"

    is_not_ordered = fields.Boolean(
        string="Not Ordered",
        readonly=True,
        copy=False,
        help="Odoo added this line after the order was confirmed. It is billed when a specialist "
        "has accepted it.",
    )
    bill_accepted_on = fields.Datetime(string="Accepted On", readonly=True, copy=False)
    bill_accepted_by_id = fields.Many2one(
        "res.users", string="Accepted By", readonly=True, copy=False, ondelete="restrict"
    )

    _not_ordered_idx = models.Index("(order_id) WHERE is_not_ordered AND bill_accepted_on IS NULL")

    @api.model
    def default_get(self, fields):
        """Return the defaults; what a user keeps as his own is none for these."""
        return keep_own(self, super().default_get(fields), MARKS)

    @api.model
    def _has_field_access(self, field, operation):
        if operation == "write" and field.name in MARKS and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    def _mark_not_ordered(self):
        """Mark those of new lines that Odoo itself added to confirmed orders."""
        by_goods = self.env["order.change"]._get_author() == "goods"
        if not by_goods and "reward_id" not in self._fields:
            return
        lines = self.sudo().filtered(
            lambda line: (
                not line.display_type
                and line.state == "sale"
                and (by_goods or line["reward_id"])
                and self.env["order.gate"]._is_active(line.company_id.ids)
            )
        )
        lines.write({"is_not_ordered": True})


class SaleOrderLineAccepted(models.Model):
    """Who bills it after all."""

    _inherit = "sale.order.line"

    def _filter_unaccepted(self):
        """Return the lines that nobody ordered and nobody has accepted."""
        return self.filtered(lambda line: line.is_not_ordered and not line.bill_accepted_on)

    def action_accept_not_ordered(self):
        """Bill what nobody ordered after all (button); only the order desk decides it."""
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("order_specialist.group_specialist"):
            raise AccessError(self.env._("Only the order desk accepts what was not ordered."))
        lines = self._filter_unaccepted()
        self.env["order.gate"]._lock(lines.order_id)
        lines.sudo().write(
            {"bill_accepted_on": fields.Datetime.now(), "bill_accepted_by_id": self.env.uid}
        )
        for order, own in lines.grouped("order_id").items():
            names = ", ".join(own.product_id.mapped("display_name"))
            order.sudo().message_post(
                body=self.env._("Accepted and billed though not ordered: %s", names),
                author_id=self.env.user.partner_id.id,
            )
        return True


class SaleOrderLineNotBilled(models.Model):
    """Nothing of it is to invoice until then. No query: the marks are columns of the line."""

    _inherit = "sale.order.line"

    @api.depends("is_not_ordered", "bill_accepted_on")
    def _compute_qty_to_invoice(self):
        super()._compute_qty_to_invoice()
        self._filter_unaccepted().qty_to_invoice = 0.0

    @api.depends("is_not_ordered", "bill_accepted_on")
    def _compute_invoice_status(self):
        super()._compute_invoice_status()
        self._filter_unaccepted().invoice_status = "no"

    @api.depends("is_not_ordered", "bill_accepted_on")
    def _compute_untaxed_amount_to_invoice(self):
        super()._compute_untaxed_amount_to_invoice()
        self._filter_unaccepted().untaxed_amount_to_invoice = 0.0

    @api.depends("is_not_ordered", "bill_accepted_on")
    def _compute_amount_to_invoice(self):
        super()._compute_amount_to_invoice()
        self._filter_unaccepted().amount_to_invoice = 0.0
