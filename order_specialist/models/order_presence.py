from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_time

#: How long somebody counts as being on an order after he said so.
MINUTES = 15


class OrderPresence(models.Model):
    """Who is on an order right now. It is shown, it expires, and it blocks nobody.

    A table of its own: saying so writes nothing on the order, so it is in nobody's way.
    """

    _name = "order.presence"
    _description = "Who Is on an Order"
    _rec_name = "user_id"

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    seen_on = fields.Datetime(required=True)

    _order_user_uniq = models.UniqueIndex("(order_id, user_id)", "Once for each person.")

    @api.model
    def _note(self, orders):
        """Note that the user is on ``orders``, from now on."""
        now = fields.Datetime.now()
        for order in orders:
            # two clicks at once are one
            self.env.execute_query(
                SQL(
                    """INSERT INTO order_presence (order_id, user_id, seen_on)
                       VALUES (%s, %s, %s)
                       ON CONFLICT (order_id, user_id) DO UPDATE SET seen_on = excluded.seen_on
                       RETURNING id""",
                    order.id,
                    self.env.uid,
                    now,
                )
            )
        self.invalidate_model()

    @api.model
    def _get_texts(self, orders):
        """Return ``{order id: who is on it, since when}``; one query."""
        since = fields.Datetime.now() - timedelta(minutes=MINUTES)
        found = self.sudo().search(
            [("order_id", "in", orders.ids), ("seen_on", ">", since)], order="seen_on, id"
        )
        texts = {}
        for presence in found:
            values = {
                "who": presence.user_id.name,
                "time": format_time(self.env, presence.seen_on, time_format="short"),
            }
            text = (
                self.env._("You are on this one, %(time)s.", **values)
                if presence.user_id == self.env.user
                else self.env._("%(who)s is on this one, %(time)s.", **values)
            )
            texts.setdefault(presence.order_id.id, []).append(text)
        return {order_id: " ".join(parts) for order_id, parts in texts.items()}

    @api.autovacuum
    def _gc_presence(self):
        before = fields.Datetime.now() - timedelta(minutes=MINUTES)
        self.search([("seen_on", "<", before)]).unlink()


class SaleOrder(models.Model):
    """“I am on this one”, on the order."""

    _inherit = "sale.order"

    presence_text = fields.Char(compute="_compute_presence_text")

    @api.depends_context("uid", "lang", "tz")
    def _compute_presence_text(self):
        active = self.env["order.gate"]._get_active_orders(self._origin)
        texts = self.env["order.presence"]._get_texts(active) if active else {}
        for order in self:
            order.presence_text = texts.get(order._origin.id, False)

    def action_on_it(self):
        """Tell the others that the user works on these orders for the next minutes."""
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only employees work on orders."))
        self.check_access("read")
        self.env["order.presence"].sudo()._note(self)
        self.invalidate_recordset(["presence_text"], flush=False)
        return True


class OrderBlocker(models.Model):
    """Who is on it, in the list of what is stuck."""

    _inherit = "order.blocker"

    presence_text = fields.Char(string="On It", compute="_compute_presence_text")

    def action_on_it(self):
        """Tell the others that the user works on the orders of these rows."""
        return self.order_id.action_on_it()

    @api.depends_context("uid", "lang", "tz")
    def _compute_presence_text(self):
        texts = self.env["order.presence"]._get_texts(self.order_id)
        for blocker in self:
            blocker.presence_text = texts.get(blocker.order_id.id, False)
