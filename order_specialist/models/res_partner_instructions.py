from odoo import models

#: The instructions that are named when they are set, and those that say something of their own.
RULES = (
    "order_reference_required",
    "order_blanket",
    "order_ship_complete",
    "order_no_backorder",
    "order_substitutes_allowed",
)
DEMANDS = ("order_delivery_window", "order_paper_demands")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_order_instructions(self):
        """Return the customer's instructions as whoever enters his order reads them, one a line."""
        self.ensure_one()
        labels = {
            name: self._fields[name]._description_string(self.env) for name in RULES + DEMANDS
        }
        rules = [labels[name] for name in RULES if self[name]]
        demands = [f"{labels[name]}: {self[name]}" for name in DEMANDS if self[name]]
        lines = [" · ".join(rules + demands), self.order_instructions]
        return "\n".join(line for line in lines if line) or False
