from odoo import fields, models

from ..tools.reference import NUMBER


class SaleOrder(models.Model):
    """Orders found by the customer's number, and where the lines of a second one went."""

    _inherit = "sale.order"

    added_to_id = fields.Many2one(
        "sale.order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The order that took the lines of this one: same customer, same order number.",
    )

    _reference_idx = models.Index(
        f"(({NUMBER.format('client_order_ref')})) WHERE client_order_ref IS NOT NULL"
    )
