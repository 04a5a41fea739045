from odoo import api, models


class OrderGateConfig(models.AbstractModel):
    """Configuration that decides what the gates ask: every change empties the cached answers."""

    _name = "order.gate.config"
    _description = "Configuration of the Gates"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
