from odoo import models


class IrModuleModule(models.Model):
    """Uninstalling is refused where it is asked for, before anything is marked for removal."""

    _inherit = "ir.module.module"

    def button_uninstall(self):
        """Mark modules for removal, unless claims of this addon keep something right."""
        leaving = self | self.downstream_dependencies()
        if self.env.is_admin() and "order_specialist" in leaving.mapped("name"):
            self.env["order.case"].sudo()._check_uninstall()
        return super().button_uninstall()
