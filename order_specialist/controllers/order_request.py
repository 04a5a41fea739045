from odoo import http
from odoo.http import request


class OrderRequestController(http.Controller):
    """The link in the mail that asks a group for a decision."""

    @http.route("/order-desk/decide/<int:request_id>", type="http", auth="user", website=False)
    def decide(self, request_id):
        """Open the decision page, or say in a sentence why this user does not get there.

        The link holds no token: who it was forwarded to logs in as himself.
        """
        found = request.env["order.request"].sudo().browse(request_id).exists()
        if not found:
            return self._say(request.env._("This request does not exist any more."), 404)
        own = found.sudo(False)
        groups = found._get_groups()
        may_decide = request.env["order.delegation"]._has_right(groups)
        if not may_decide or not own.has_access("read"):
            return self._say(own._say_who_decides(), 403)
        return request.redirect(f"/odoo/order-requests/{request_id}", local=True)

    def _say(self, sentence, status):
        values = {"sentence": sentence}
        page = request.render("order_specialist.order_request_sentence", values)
        page.status_code = status
        return page
