from odoo import api, fields, models

from odoo.addons.order_specialist.tools.carried import Carried


class PurchaseOrderLine(models.Model):
    """What is bought to be sent instead of claimed goods is bought for its claim."""

    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "order.case.document"]

    order_case_resolution_id = fields.Many2one(
        "order.case.resolution",
        "Made by claim",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model
    def _prepare_purchase_order_line_from_procurement(self, *procurement):
        """Carry the claim to the purchase; the values of the procurement are its last but one."""
        line = super()._prepare_purchase_order_line_from_procurement(*procurement)
        line["order_case_resolution_id"] = procurement[-2].get("order_case_resolution_id") or False
        return line

    def _find_candidate(self, *procurement):
        """Keep a replacement on a line of its own."""
        resolution_id = procurement[-1].get("order_case_resolution_id") or False
        lines = self.filtered(lambda line: line.sudo().order_case_resolution_id.id == resolution_id)
        return super(PurchaseOrderLine, lines)._find_candidate(*procurement)

    def _prepare_stock_move_vals(self, *args):
        """Carry the claim from the purchase to the transfer to the customer."""
        move = super()._prepare_stock_move_vals(*args)
        if resolution := self.sudo().order_case_resolution_id:
            move["order_case_resolution_id"] = Carried(resolution.id)
        return move
