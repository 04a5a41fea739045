from odoo import api, models


class OrderGateConfig(models.AbstractModel):
    """Configuration that decides what the gates ask: every change empties the cached answers."""

    _name = "order.gate.config"
    _description = "Configuration of the Gates"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
