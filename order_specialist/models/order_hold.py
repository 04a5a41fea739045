from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.blocker import Blocker


class OrderHold(models.Model):
    """A named stop on an order or one of its lines; released ones stay as records."""

    _name = "order.hold"
    _description = "Hold"
    _inherit = ["order.waiting.mixin"]
    _order = "released_on desc, placed_on desc, id desc"
    _rec_name = "type_id"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    line_id = fields.Many2one(
        "sale.order.line",
        index="btree_not_null",
        ondelete="set null",
        domain="[('order_id', '=', order_id)]",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="order_id.partner_id")
    type_id = fields.Many2one("order.hold.type", required=True, index=True, ondelete="restrict")
    note = fields.Text(help="Why it was placed.")
    placed_by_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    placed_on = fields.Datetime(required=True, default=fields.Datetime.now)
    is_active = fields.Boolean(compute="_compute_is_active", store=True)
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
    def _place(self, orders, hold_type, note=None, line=None):
        """Place a hold of ``hold_type`` on each of ``orders``, or on one ``line``; return them.

        What already has an active hold of the type keeps that one.

        :raises AccessError: the user may not place this type
        :raises UserError: the desk is off for one of the companies, so nothing would ask for it
        """
        if not self.env.su and not hold_type._is_allowed(hold_type.place_group_ids):
            raise AccessError(
                self.env._("You may not place holds of the type “%s”.", hold_type.name)
            )
        if line:
            orders = line.order_id
        orders.check_access("read")
        self._check_desk_active(orders)
        self.env["order.gate"]._lock(orders)
        held = self.sudo().search(
            [
                ("order_id", "in", orders.ids),
                ("type_id", "=", hold_type.id),
                ("is_active", "=", True),
                ("line_id", "=", line.id if line else False),
            ]
        )
        holds = self.sudo().create(
            [
                {
                    "order_id": order.id,
                    "line_id": line.id if line else False,
                    "type_id": hold_type.id,
                    "note": note,
                    "placed_by_id": self.env.uid,
                }
                for order in orders - held.order_id
            ]
        )
        for hold in holds:
            hold._log(self.env._("Hold placed: %s", hold._get_name()), note)
        self.env["order.gate"]._touch(orders.sudo())
        return (held | holds).with_env(self.env)

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
        for hold in active if not self.env.su else []:
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
            if hold_type.four_eyes and hold.placed_by_id == self.env.user:
                raise AccessError(self.env._("You placed this hold: somebody else releases it."))
        self.env["order.gate"]._lock(active.order_id)
        active.sudo().write(
            {
                "released_on": fields.Datetime.now(),
                "released_by_id": self.env.uid,
                "release_reason_id": reason.id if reason else False,
                "release_note": note,
                "waiting_on": False,
            }
        )
        for hold in active:
            hold._log(self.env._("Hold released: %s", hold._get_name()), note)
        self.env["order.gate"]._touch(active.order_id.sudo())
        return True

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
        if not self.sudo().line_id:
            return self.type_id.name
        return self.env._(
            "%(type)s, on %(product)s",
            type=self.type_id.name,
            product=self.sudo().line_id.product_id.display_name,
        )

    @api.model
    def _get_gate_blockers(self, facts, gate=None):
        """Return one blocker for each gate that an active hold closes; one query."""
        holds = self.sudo().search(
            [("order_id", "in", facts.order_ids), ("is_active", "=", True)], order="placed_on, id"
        )
        return [
            Blocker(
                gate=closes,
                order_id=hold.order_id.id,
                kind="hold",
                message=hold.with_env(self.env(su=True))._get_message(),
                source_model="order.hold",
                source_id=hold.id,
                line_id=hold.line_id.id,
                actions=("release_hold", "ask", "open"),
            )
            for hold in holds
            for closes in hold.type_id._get_gates()
        ]

    def _get_message(self):
        values = {
            "type": self._get_name(),
            "user": self.placed_by_id.name,
            "note": self.note or "",
        }
        if self.note:
            return self.env._("Hold: %(type)s, by %(user)s. %(note)s", **values)
        return self.env._("Hold: %(type)s, by %(user)s", **values)
