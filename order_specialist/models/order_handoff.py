from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

#: Where a handoff may go from each state. ``sent_back`` is offered again, never forgotten;
#: ``done`` is offered again when the order grows.
TRANSITIONS = {
    "offered": ("accepted", "sent_back", "done", "cancelled"),
    "accepted": ("sent_back", "recalled", "done", "cancelled"),
    "sent_back": ("offered", "cancelled"),
    "recalled": ("accepted", "cancelled"),
    "done": ("offered",),
    "cancelled": (),
}
LIVE_STATES = ("offered", "accepted", "sent_back")

#: How many lines a card and a list show of an order; the form shows them all.
CARD_LINES = 8


class OrderHandoff(models.Model):
    """One order, released to one department in one warehouse.

    It carries what the department needs to read as values of its own, because whoever picks
    may not read orders and their prices. It stores order lines and quantities, never
    transfers: with delivery in two steps the last transfer does not exist yet.
    """

    _name = "order.handoff"
    _description = "Release"
    _inherit = ["order.record.mixin", "order.thread.mixin", "mail.activity.mixin"]
    _order = "is_rush desc, deadline, id"
    _rec_name = "order_name"
    _check_company_auto = True

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    department_id = fields.Many2one(
        "order.department", required=True, readonly=True, index=True, ondelete="restrict"
    )
    warehouse_id = fields.Many2one("stock.warehouse", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    state = fields.Selection(
        [
            ("offered", "Released"),
            ("accepted", "Accepted"),
            ("sent_back", "Sent back"),
            ("recalled", "Recalled"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="offered",
        required=True,
        readonly=True,
        index=True,
    )
    line_ids = fields.One2many("order.handoff.line", "handoff_id", readonly=True)
    content = fields.Text("To Prepare", compute="_compute_content")

    # What the department reads of the order. No related fields: a stored one would cost every
    # write of an order a query, also while the desk is off; ``_follow_order`` keeps them in step.
    order_name = fields.Char("Order Number", readonly=True, index="trigram")
    customer_reference = fields.Char("Customer's Number", readonly=True)
    customer_name = fields.Char("Customer", readonly=True)
    requested_date = fields.Date(readonly=True)
    promised_date = fields.Datetime(readonly=True)
    is_rush = fields.Boolean("Rush", readonly=True)
    rush_reason = fields.Char(readonly=True)
    instructions = fields.Text(readonly=True, help="What this customer wants; as of the release.")

    deadline = fields.Datetime(
        readonly=True, index=True, help="The cut-off with which it must leave."
    )
    offered_on = fields.Datetime("Released On", readonly=True)
    offered_by_id = fields.Many2one("res.users", "Released By", readonly=True)
    accepted_on = fields.Datetime(readonly=True)
    accepted_by_id = fields.Many2one("res.users", readonly=True)
    accepted_through = fields.Selection(
        [
            ("explicit", "Button"),
            ("print", "Printed slip"),
            ("batch", "Batch"),
            ("pick", "First quantity picked"),
            ("validate", "Validated transfer"),
            ("none", "No acceptance needed"),
        ],
        readonly=True,
    )
    sent_back_on = fields.Datetime(readonly=True)
    sent_back_by_id = fields.Many2one("res.users", readonly=True)
    sent_back_reason_id = fields.Many2one("order.reason", "Reason", readonly=True)
    sent_back_note = fields.Text("Note", readonly=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    is_partly_shipped = fields.Boolean("Partly Shipped", readonly=True)

    picking_ids = fields.Many2many(
        "stock.picking", string="Transfers", compute="_compute_picking_ids", compute_sudo=True
    )
    picking_count = fields.Integer(
        "Transfer Count", compute="_compute_picking_ids", compute_sudo=True
    )
    can_act = fields.Boolean(compute="_compute_can_act")

    _one_live = models.UniqueIndex(
        "(order_id, department_id, warehouse_id) "
        "WHERE state IN ('offered', 'accepted', 'sent_back')",
        "This order is already released to this department.",
    )

    @api.depends("order_name", "department_id.name")
    def _compute_display_name(self):
        for handoff in self:
            handoff.display_name = f"{handoff.order_name} · {handoff.department_id.name}"

    @api.depends("line_ids.quantity", "line_ids.shipped_qty", "line_ids.name")
    def _compute_content(self):
        for handoff in self:
            texts = handoff.line_ids.mapped("display_name")
            if len(texts) > CARD_LINES:
                more = len(texts) - CARD_LINES + 1
                texts = [*texts[: CARD_LINES - 1], self.env._("… and %s more", more)]
            handoff.content = "\n".join(texts)

    @api.depends("deadline", "state")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for handoff in self:
            handoff.is_overdue = (
                handoff.state in ("offered", "accepted")
                and bool(handoff.deadline)
                and handoff.deadline < now
            )

    def _compute_picking_ids(self):
        for handoff in self:
            moves = handoff.line_ids.sale_line_id.move_ids
            pickings = moves.filtered(lambda move: move.state != "cancel").picking_id
            handoff.picking_ids = pickings.sorted()
            handoff.picking_count = len(pickings)

    @api.depends_context("uid")
    @api.depends("department_id.member_ids")
    def _compute_can_act(self):
        for handoff in self:
            handoff.can_act = handoff._is_member(self.env.user)

    # --- transitions -----------------------------------------------------------------------------

    def _is_member(self, user):
        return user.has_group(
            "order_specialist.group_supervisor"
        ) or self.department_id._has_member(user)

    def _check_member(self):
        """Let only the department and supervisors answer a release."""
        self.check_access("read")
        if self.env.su:
            return
        for handoff in self:
            if not handoff._is_member(self.env.user):
                raise AccessError(
                    self.env._(
                        "%(order)s was released to %(department)s. Only its members or a "
                        "supervisor can answer.",
                        order=handoff.order_name,
                        department=handoff.department_id.name,
                    )
                )

    def _lock(self):
        """Let one person at a time answer for these orders; read their states only then."""
        self.env["order.gate"]._lock(self.sudo().order_id)
        self.invalidate_recordset(["state"])

    def _move_to(self, state, **values):
        """The one guard and the one place where the state of a handoff changes."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for handoff in self:
            if state not in TRANSITIONS[handoff.state]:
                raise UserError(
                    self.env._(
                        "%(order)s is already “%(state)s”, so it cannot become “%(wanted)s”.",
                        order=handoff.order_name,
                        state=labels[handoff.state],
                        wanted=labels[state],
                    )
                )
        stopping = self.sudo().filtered(lambda handoff: handoff._is_stopping())
        self.sudo().write({"state": state, **values})
        stopping |= self.sudo().filtered(lambda handoff: handoff._is_stopping())
        self._sync_orders(self.sudo().order_id)
        self.env["order.gate"]._touch(stopping.order_id)

    def _accept(self, through):
        """Take over what is offered; what is already accepted stays as it is."""
        self.filtered(lambda handoff: handoff.state == "offered")._move_to(
            "accepted",
            accepted_on=fields.Datetime.now(),
            accepted_by_id=self.env.uid,
            accepted_through=through,
        )

    def _send_back(self, reason, note=False):
        """Give the order back to the desk with a coded reason, and put it on a person's list."""
        self._move_to(
            "sent_back",
            sent_back_on=fields.Datetime.now(),
            sent_back_by_id=self.env.uid,
            sent_back_reason_id=reason.id,
            sent_back_note=note,
        )
        for handoff in self.sudo():
            message = handoff._get_sent_back_message()
            handoff._message_log(body=message)
            handoff.order_id.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=message,
                user_id=handoff._get_desk_user().id,
            )

    def _get_sent_back_message(self):
        self.ensure_one()
        values = {
            "department": self.department_id.name,
            "reason": self.sent_back_reason_id.name,
            "note": self.sent_back_note,
        }
        if self.sent_back_note:
            return self.env._("%(department)s sent it back: %(reason)s (%(note)s)", **values)
        return self.env._("%(department)s sent it back: %(reason)s", **values)

    def _get_desk_user(self):
        """Return who of the desk looks after the order: who released it, if that was a person."""
        self.ensure_one()
        people = self.offered_by_id | self.order_id.user_id
        people = people.filtered(lambda user: user.active and not user.share)
        return people[:1] or self.env.user

    # --- buttons ---------------------------------------------------------------------------------

    def action_accept(self):
        """Accept the release (button, list action, API)."""
        self._check_member()
        self._lock()
        self._accept("explicit")
        return True

    def action_send_back(self):
        """Open the question for the reason."""
        self._check_member()
        return self.env["order.send.back.wizard"]._open(self)

    def action_print_slip(self):
        """Print the picking slips of the open transfers; that accepts the release."""
        pickings = self.picking_ids.with_env(self.env).filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        if not pickings:
            raise UserError(self.env._("There is no open transfer to print."))
        return pickings.do_print_picking()

    def action_view_pickings(self):
        """Open the transfers."""
        action = self.env["ir.actions.actions"]._for_xml_id("stock.action_picking_tree_all")
        pickings = self.picking_ids
        action["domain"] = Domain("id", "in", pickings.ids)
        if len(pickings) == 1:
            action.update(res_id=pickings.id, views=[(False, "form")], view_mode="form")
        return action
