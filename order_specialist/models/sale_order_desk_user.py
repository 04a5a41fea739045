from markupsafe import Markup

from odoo import models


class SaleOrder(models.Model):
    """Who of the desk takes care of an order on which somebody has to act."""

    _inherit = "sale.order"

    def _get_desk_user(self):
        """Return who can act on the order: its salesperson if he is of the desk, else a
        specialist, else a supervisor or administrator; without a desk, its salesperson.
        """
        self.ensure_one()
        desk = self._get_desk_people()
        seller = self.user_id.filtered("active")
        return (seller & desk) or desk[:1] or seller or self.env.user

    def _get_desk_people(self):
        """Return the specialists of the company, those before who also supervise or configure."""
        groups = [
            self.env.ref(f"order_specialist.group_{name}").sudo()
            for name in ("specialist", "supervisor", "administrator")
        ]
        people = groups[0].all_user_ids.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )
        return people.sorted(
            lambda user: (sum(user in group.all_user_ids for group in groups), user.id)
        )

    def _get_parked_note(self, reasons):
        """Return what stops the order, with a link that everybody opens who may read it."""
        link = f"/mail/view?model=sale.order&res_id={self.id}"
        return Markup("%s<br/><a href='%s'>%s</a>") % (
            Markup("<br/>").join(reasons),
            link,
            self.env._("Open the order"),
        )
