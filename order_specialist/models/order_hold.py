from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.gates import GATE_SELECTION


class OrderHold(models.Model):
    """A named stop on an order or one of its lines; released ones stay as records.

    A hold on a line keeps that line from being released, picked, shipped and billed, and follows
    it through splits and backorders (``order_hold_line.py``). An order is confirmed as a whole,
    and so it is shipped to who takes all or nothing: there it stops all of it.
    """

    _name = "order.hold"
    _description = "Hold"
    _inherit = ["order.record.mixin", "order.waiting.mixin"]
    _order = "released_on desc, placed_on desc, id desc"
    _rec_name = "type_id"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    line_id = fields.Many2one(
        "sale.order.line",
        index="btree_not_null",
        ondelete="set null",
        domain="[('order_id', '=', order_id)]",
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(related="order_id.partner_id")
    type_id = fields.Many2one("order.hold.type", required=True, index=True, ondelete="restrict")
    note = fields.Text(help="Why it was placed.")
    placed_by_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    placed_on = fields.Datetime(required=True, default=fields.Datetime.now)
    until_on = fields.Date(
        string="Until", index="btree_not_null", help="The day on which it ends by itself."
    )
    from_gate = fields.Selection(
        GATE_SELECTION,
        string="From",
        help="The first gate that it closes; empty for the first one that its type closes.",
    )
    is_active = fields.Boolean(compute="_compute_is_active", store=True, precompute=True)
    released_by_id = fields.Many2one("res.users", ondelete="restrict")
    released_on = fields.Datetime()
    release_reason_id = fields.Many2one("order.reason", ondelete="restrict")
    release_note = fields.Text()

    _active_idx = models.Index("(order_id) WHERE is_active")

    @api.depends("released_on")
    def _compute_is_active(self):
        for hold in self:
            hold.is_active = not hold.released_on

    @api.model
    def _place(self, orders, hold_type, note=None, line=None, **values):
        """Place a hold of ``hold_type`` on each of ``orders``, or on one ``line``; return them.

        What already has an active hold of the type keeps that one.

        :param values: ``until_on`` and ``from_gate`` of the holds
        :raises AccessError: the user may not place this type
        :raises UserError: the desk is off for one of the companies, so nothing would ask for it
        """
        targets = [(line.order_id, line)] if line else [(order, False) for order in orders]
        return self._place_on(targets, hold_type, note, **values)

    @api.model
    def _place_on(self, targets, hold_type, note=None, **values):
        """Like ``_place``, on ``(order, line or False)`` pairs."""
        if not self.env.su and not hold_type._is_allowed(hold_type.place_group_ids):
            raise AccessError(
                self.env._("You may not place holds of the type “%s”.", hold_type.name)
            )
        orders = self.env["sale.order"].union(*(order for order, _line in targets))
        orders.check_access("read")
        self._check_desk_active(orders)
        self.env["order.gate"]._lock(orders)
        held = self.sudo().search(
            [
                ("order_id", "in", orders.ids),
                ("type_id", "=", hold_type.id),
                ("is_active", "=", True),
            ]
        )
        known = {(hold.order_id.id, hold.line_id.id): hold for hold in held}
        wanted = dict.fromkeys((order.id, line.id if line else False) for order, line in targets)
        holds = self.sudo().create(
            [
                {
                    "order_id": order_id,
                    "line_id": line_id,
                    "type_id": hold_type.id,
                    "note": note,
                    "placed_by_id": self.env.uid,
                    **values,
                }
                for order_id, line_id in wanted
                if (order_id, line_id) not in known
            ]
        )
        for hold in holds:
            hold._log(self.env._("Hold placed: %s", hold._get_name()), note)
        holds._after_place()
        self.env["order.gate"]._touch(orders.sudo())
        kept = self.sudo().union(*(known[key] for key in wanted if key in known))
        return (kept | holds).with_env(self.env)

    @api.model
    def _check_desk_active(self, orders):
        off = orders.sudo() - self.env["order.gate"]._get_active_orders(orders.sudo())
        if off:
            raise UserError(
                self.env._(
                    "The order desk is off for %s, so this hold would stop nothing. "
                    "Switch it on in the settings first.",
                    ", ".join(off.company_id.mapped("name")),
                )
            )

    def _release(self, reason=None, note=None):
        """Release the holds, after checking who may; those that are released already stay so.

        :raises AccessError: the type's groups do not allow it, or four eyes are due
        """
        active = self.filtered("is_active")
        if not self.env.su:
            active._check_may_release()
        self.env["order.gate"]._lock(active.order_id)
        for hold in active.sudo():
            hold.write(hold._prepare_release_values("person", reason, note))
        for hold in active:
            hold._log(self.env._("Hold released: %s", hold._get_name()), note)
        active._accept_changes()
        active._after_release()
        active._place_followers()
        self.env["order.gate"]._touch(active.order_id.sudo())
        return True

    def _check_may_release(self):
        for hold in self:
            hold_type = hold.type_id
            if not hold_type._is_allowed(hold_type.release_group_ids):
                groups = ", ".join(hold_type.sudo().release_group_ids.mapped("full_name"))
                raise AccessError(
                    self.env._(
                        "Only %(groups)s may release a hold of the type “%(type)s”.",
                        groups=groups or self.env._("specialists"),
                        type=hold_type.name,
                    )
                )
            if hold_type.four_eyes and self.env.user in hold._get_first_eyes():
                raise AccessError(
                    self.env._("You entered this order: somebody else releases the hold.")
                    if hold.is_automatic
                    else self.env._("You placed this hold: somebody else releases it.")
                )

    def _get_first_eyes(self):
        """Return who may not release the hold where four eyes have to look at it."""
        order = self.sudo().order_id
        if self.is_automatic:
            return order.create_uid | order.order_line.create_uid | order.user_id
        return self.placed_by_id

    def _prepare_release_values(self, kind, reason=None, note=None):
        """Return what to write on holds that end; ``kind`` as in ``release_kind``."""
        values = {
            "released_on": fields.Datetime.now(),
            "released_by_id": self.env.uid,
            "release_reason_id": reason.id if reason else False,
            "release_note": note,
            "release_kind": kind,
            "waiting_on": False,
        }
        if kind == "person":
            values["released_amount"] = self.order_id.amount_total
        return values

    def _after_place(self):
        """Do what follows from new holds; extended by stock and by the warehouse's screens."""

    def _after_release(self):
        """Do what follows from released holds."""

    def _place_followers(self):
        """Place the holds that follow the release of these ones, for who released them."""
        for hold in self.sudo().filtered("type_id.follow_type_id"):
            follower = hold.type_id.follow_type_id
            note = self.env._("Follows “%s”.", hold.type_id.name)
            self.sudo()._place(hold.order_id, follower, note, hold.line_id)

    def action_release(self):
        """Release the holds; the button of a list."""
        return self._release()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(self.env._("Holds are released, not deleted: they stay as records."))

    def _log(self, text, note):
        self.order_id.sudo().message_post(
            body=f"{text}. {note}" if note else text, author_id=self.env.user.partner_id.id
        )

    def _get_name(self):
        """Return the name of the type, and of the product whose line is held."""
        hold = self.sudo()
        product = hold.line_name or hold.line_id.product_id.display_name
        if not product:
            return self.type_id._get_label()
        name = self.type_id._get_label()
        return self.env._("%(type)s, on %(product)s", type=name, product=product)
