from odoo import api, models

from ..tools.own_defaults import keep_own


class OrderRecordMixin(models.AbstractModel):
    """A record that the system makes for a person, as superuser: it says what the system knows.

    Odoo drops the defaults of a call's context when code becomes superuser, not those that a user
    keeps as his own: with them a release would be born reviewed, and a hold released.
    """

    _name = "order.record.mixin"
    _description = "Record Made by the System"

    @api.model
    def default_get(self, fields):
        """Return the fields' own defaults, whoever asks."""
        return keep_own(self, super().default_get(fields), set(fields))
