from odoo import api, models


class ResPartner(models.Model):
    """What the desk notes of a customer is not for himself, who may read his own contact."""

    _inherit = "res.partner"

    @api.model
    def _has_field_access(self, field, operation):
        hidden = field.name in ("order_block_reason", "order_instructions")
        if hidden and not self.env.su and not self.env.user._is_internal():
            return False
        return super()._has_field_access(field, operation)


class StockPicking(models.Model):
    """Why a transfer is stopped is not for the customer, who may read his own deliveries."""

    _inherit = "stock.picking"

    @api.model
    def _has_field_access(self, field, operation):
        hidden = field.name in ("order_stop", "order_instructions", "order_wanted")
        if hidden and not self.env.su and not self.env.user._is_internal():
            return False
        return super()._has_field_access(field, operation)
