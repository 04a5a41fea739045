from odoo import api, models
from odoo.exceptions import AccessError

from ..tools.own_defaults import keep_own


class OrderFiguresMixin(models.AbstractModel):
    """Figures that the system works out, and limits and sums rest on: nobody types them.

    A stored compute is closed on the screen only; a call from outside writes it as any field.
    """

    _name = "order.figures.mixin"
    _description = "Figures That Nobody Types"

    #: Names of the fields that only the system writes.
    _figures = frozenset()

    @api.model
    def default_get(self, fields):
        """Return the defaults: no client says by one what the system works out."""
        return keep_own(self, super().default_get(fields), self._figures)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_figures(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_figures(vals)
        return super().write(vals)

    def _check_figures(self, vals):
        written = sorted(self._figures & vals.keys())
        if written and not self.env.su:
            raise AccessError(
                self.env._(
                    "The system works out %s; nobody types it.",
                    ", ".join(self._fields[name].string for name in written),
                )
            )
