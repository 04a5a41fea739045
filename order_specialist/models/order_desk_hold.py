from odoo import api, models
from odoo.tools import ormcache

#: The code of the hold type that suits what a rule found; whatever else is wrong is "manual".
HOLD_CODES = {
    "pricelist_price": "price",
    "price_not_positive": "price",
    "last_price": "price",
    "discount_limit": "price",
    "margin_floor": "price",
    "tax_mismatch": "price",
    "address_incomplete": "address",
    "address_new": "address",
    "credit_limit": "credit",
    "overdue_invoices": "overdue",
    "customer_blocked": "credit",
    "customer_terms": "credit",
}


class OrderDesk(models.AbstractModel):
    """Holding an order because of what was found on it, or what nobody has looked at yet."""

    _inherit = "order.desk"

    @api.model
    def _act_hold(self, order, blocker):
        """Open the dialog that holds the order, with what was found as its note."""
        return self._open_hold_wizard(order, self._get_checks(blocker), self._word(order, blocker))

    @api.model
    def _open_hold_wizard(self, orders, checks, note=None):
        hold_type = self._get_suiting_hold_type(checks)
        return self._open_wizard(
            "order.hold.wizard",
            self.env._("Place Hold"),
            order_ids=orders.ids,
            type_id=hold_type.id,
            note=note,
        )

    @api.model
    def _get_suiting_hold_type(self, checks):
        """Return the type of hold that suits what ``checks`` find, among those the user places."""
        codes = {HOLD_CODES.get(kind, "manual") for kind in checks.mapped("kind")} or {"manual"}
        wanted = codes.pop() if len(codes) == 1 else "manual"
        types = self.env["order.hold.type"].search([("is_parking", "=", False)])
        types = types.filtered(lambda t: t._is_allowed(t.sudo().place_group_ids))
        for code in (wanted, "manual"):
            if found := types.filtered(lambda t, code=code: t.code == code):
                return found
        return types[:1]

    @api.model
    def _get_checks(self, blocker):
        return self.env["order.check"].sudo().browse(blocker.get("check_id") or [])

    @api.model
    def _word(self, order, blocker):
        """Return what a blocker says in the user's language."""
        check = self._get_checks(blocker)
        if not blocker.get("key"):
            return check.name
        return check._describe(self._get_finding(order, blocker))

    @api.model
    def _may_hold(self):
        """Return whether the user may place some type of hold by hand; costs no query."""
        own = set(self.env.user.sudo().all_group_ids._ids)
        return any(own & groups for groups in self._get_placing_groups())

    @api.model
    @ormcache()
    def _get_placing_groups(self):
        """Return for each type of hold the ids of the groups that place it."""
        specialists = self.env.ref("order_specialist.group_specialist")
        types = self.env["order.hold.type"].sudo().with_context(active_test=True)
        return tuple(
            frozenset((hold_type.place_group_ids or specialists).ids)
            for hold_type in types.search([("is_parking", "=", False)])
        )
