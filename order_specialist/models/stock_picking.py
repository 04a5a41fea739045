from odoo import api, fields, models

from ..tools.asked import keep_answers


class StockPicking(models.Model):
    """Transfers ask the gates before Odoo's wizards, so that one order never stops the others."""

    _inherit = "stock.picking"

    def button_validate(self):
        run = keep_answers(self)
        stopped = run._find_stopped(only_picked=True)
        if run.browse(p.id for p in stopped if p._is_partly_held(stopped[p]))._keep_apart():
            stopped = run._find_stopped(only_picked=True)
        free = run - run.browse(picking.id for picking in stopped)
        if not free.filtered(lambda picking: picking.state not in ("done", "cancel")):
            self.env["order.handoff"]._raise_closed(stopped)
        self._set_aside(stopped)
        free._accept_orders("validate")
        return super(StockPicking, free).button_validate()

    def write(self, vals):
        result = super().write(vals)
        if vals.get("batch_id"):
            self._accept_orders("batch")
        elif vals.get("printed"):
            self._accept_orders("print")
        return result

    def _is_desk_active(self):
        return self.env["order.gate"]._is_active(self.company_id.ids)

    def _accept_orders(self, through):
        """Accept the releases that somebody begins to work on with these transfers."""
        if not self._is_desk_active():
            return
        pickings = self.filtered(lambda picking: picking.state not in ("done", "cancel"))
        lines = pickings.move_ids._filter_guarded().sale_line_id
        self.env["order.handoff"]._accept_by_doing(lines, through)


class StockPickingStop(models.Model):
    """Which transfers are stopped, and how one leaves a run without stopping it."""

    _inherit = "stock.picking"

    def _find_stopped(self, only_picked=False):
        """Return ``{transfer: blockers}`` for those of open transfers that may not go on.

        :param bool only_picked: judge what validating moves: the picked ones, if there are any
        """
        if not self._is_desk_active():
            return {}
        moves = self.move_ids._filter_guarded().filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        moves = moves._filter_on_way_out()
        if only_picked:
            # before anything is asked: who meets somebody else at an order knows at once
            self.env["order.gate"]._lock(moves.sale_line_id.order_id)
            picked = moves.filtered("picked")
            moves -= picked.picking_id.move_ids - picked
        stopped = {}
        for move, blockers in self.env["order.handoff"]._judge(moves).items():
            found = stopped.setdefault(move.picking_id, [])
            found += [blocker for blocker in blockers if blocker not in found]
        return stopped

    def _set_aside(self, stopped):
        """Take stopped transfers out of the run and their batch, and tell the warehouse why."""
        told = self._get_told(stopped)
        for picking, blockers in stopped.items():
            reasons = "; ".join(blocker.message for blocker in blockers)
            if "batch_id" in picking._fields:
                picking.batch_id = False
            summary = self.env._("STOP: %s", reasons)
            if (picking.id, summary) not in told:
                picking.activity_schedule(
                    "mail.mail_activity_data_warning",
                    summary=summary,
                    user_id=(picking.user_id or self.env.user).id,
                )

    @api.model
    def _get_told(self, pickings):
        """Return ``{(transfer id, text)}`` of the activities of ``pickings``."""
        if not pickings:
            return set()
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "in", [picking.id for picking in pickings]),
        ]
        activities = self.env["mail.activity"].sudo().search_fetch(domain, ("res_id", "summary"))
        return {(activity.res_id, activity.summary) for activity in activities}


class StockPickingOrder(models.Model):
    """What a picker has to know of the order, on the form and on the slips."""

    _inherit = "stock.picking"

    order_stop = fields.Text(
        "Stop", compute="_compute_order_stop", help="Why these goods must not leave now."
    )
    order_instructions = fields.Text("Instructions", compute="_compute_order_release")
    order_deadline = fields.Datetime("Cut-off", compute="_compute_order_release")

    @api.depends("state", "move_ids.sale_line_id")
    def _compute_order_stop(self):
        stopped = self._origin._find_stopped()
        for picking in self:
            blockers = stopped.get(picking._origin, ())
            messages = dict.fromkeys(blocker.message for blocker in blockers)
            picking.order_stop = "\n".join(messages) or False

    @api.depends("move_ids.sale_line_id")
    def _compute_order_release(self):
        self.order_instructions = self.order_deadline = False
        pickings = self._origin
        if not pickings._is_desk_active():
            return
        lines = pickings.move_ids._filter_guarded().sale_line_id
        handoffs = self.env["order.handoff"]._get_by_line(lines)
        for picking in self:
            found = self.env["order.handoff"].union(
                *(handoffs[line] for line in picking._origin.sudo().move_ids.sale_line_id)
            )
            picking.order_instructions = "\n".join(filter(None, found.mapped("instructions")))
            picking.order_deadline = min(filter(None, found.mapped("deadline")), default=False)
