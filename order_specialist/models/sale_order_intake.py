from odoo import fields, models
from odoo.http import request

#: Where a request that creates an order came from, by the beginning of its path.
_API_PATHS = ("/json/2", "/jsonrpc", "/xmlrpc")


class SaleOrder(models.Model):
    """What the desk notes of an order when it comes in, where it can know it by itself."""

    _inherit = "sale.order"

    def _add_intake_values(self, vals_list):
        """Return ``vals_list`` with the time of receipt and the channel, while the desk is on."""
        if not self.env["order.gate"]._is_active():
            return vals_list
        intake = {"received_at": fields.Datetime.now(), "order_channel": self._get_channel()}
        return [{**intake, **vals} for vals in vals_list]

    def _get_channel(self):
        """Return the channel that the way of entry tells, or ``False``: a person will say."""
        if self.env.context.get("website_id") or self.env.user._is_public():
            return "web"
        if request and request.httprequest.path.startswith(_API_PATHS):
            return "api"
        user = self.env.user
        if user.has_group("sales_team.group_sale_salesman") and not user.has_group(
            "order_specialist.group_specialist"
        ):
            return "salesperson"
        return False
