from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools.stated import STATED


class OrderCheckResult(models.Model):
    """Who may state what the customer's document says, and the words and buttons for it."""

    _inherit = "order.check.result"

    @api.model
    def _check_may_enter(self, order, check):
        """Refuse who is not of the desk, and whose second look would be his first."""
        order.ensure_one()
        check = check.sudo()
        if check.method not in STATED:
            raise UserError(self.env._("Nobody compares this with the customer's document."))
        # rights that were lent do not count: it is the person that matters, not the right
        if not self.env.user.has_group("order_specialist.group_specialist"):
            raise AccessError(self.env._("Only specialists compare orders with the document."))
        order.check_access("write")
        if order.state == "cancel":
            raise UserError(self.env._("%s is cancelled.", order.name))
        if self.env.user in self._get_first_hands(order, check):
            raise AccessError(
                self.env._(
                    "You entered %s or changed its lines: somebody else has to do this.",
                    order.name,
                )
            )

    @api.model
    def _get_first_hands(self, order, check):
        """Return who may not state what ``order`` should say: his own slip would pass twice."""
        order = order.sudo()
        if check.method == "rekey":
            return order.create_uid | order.order_line.create_uid | order.order_line.write_uid
        if check.four_eyes:
            return order.create_uid | order.user_id | order.order_line.create_uid
        return self.env["res.users"]

    def action_enter(self):
        """Open the dialog that makes the check (button in the list of results)."""
        self.ensure_one()
        action = self.check_id.sudo()._get_manual_action()
        return self.env["order.desk"]._act(self.order_id, {"check_id": self.check_id.id}, action)

    def action_document(self):
        """Open the document that was compared."""
        self.check_access("read")
        return self.env["order.desk"]._open_document(self.document_id)

    @api.model
    def _say_outcome(self, differences):
        if not differences:
            return self.env._("everything agrees")
        if len(differences) == 1:
            return self.env._("1 difference")
        return self.env._("%s differences", len(differences))
