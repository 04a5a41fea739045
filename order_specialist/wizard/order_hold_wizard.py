from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ..tools.gates import GATE_SELECTION


class OrderHoldWizard(models.TransientModel):
    """Place a hold on orders, or release holds, with reason and note."""

    _name = "order.hold.wizard"
    _description = "Place or Release Holds"

    is_release = fields.Boolean()
    order_ids = fields.Many2many("sale.order", string="Orders")
    line_id = fields.Many2one(
        "sale.order.line",
        string="Only the Line",
        domain="[('order_id', 'in', order_ids), ('display_type', '=', False)]",
        help="Leave empty to hold the whole order.",
    )
    product_ids = fields.Many2many("product.product", string="Products")
    is_only_lines = fields.Boolean(
        string="Only Their Lines", help="The other lines of the orders go on."
    )
    hold_ids = fields.Many2many("order.hold", string="Holds")
    type_id = fields.Many2one(
        "order.hold.type", string="Hold Type", domain="[('is_parking', '=', False)]"
    )
    until_on = fields.Date(
        string="Until",
        compute="_compute_until_on",
        store=True,
        readonly=False,
        help="The day on which it ends by itself; empty: when somebody releases it.",
    )
    from_gate = fields.Selection(
        GATE_SELECTION,
        string="From",
        help="Placed now, it closes nothing before this gate; empty: all gates of its type.",
    )
    reason_id = fields.Many2one("order.reason", domain="[('usage', '=', 'hold_release')]")
    place_reason_id = fields.Many2one(
        "order.reason",
        string="Reason to Hold",
        domain="[('usage', '=', 'hold_place')]",
        compute="_compute_place_reason_id",
        store=True,
        readonly=False,
    )
    needs_reason = fields.Boolean(related="type_id.needs_reason")
    note = fields.Text()
    summary = fields.Text(compute="_compute_summary")
    scope = fields.Char(compute="_compute_scope", help="How much of the order a held line stops.")

    @api.depends("type_id")
    def _compute_until_on(self):
        for wizard in self:
            days = wizard.type_id.until_days
            today = fields.Date.context_today(wizard)
            wizard.until_on = fields.Date.add(today, days=days) if days else False

    @api.depends("type_id")
    def _compute_place_reason_id(self):
        for wizard in self:
            wizard.place_reason_id = wizard.type_id.sudo().usual_reason_id

    @api.depends("order_ids", "hold_ids", "type_id", "is_release")
    def _compute_summary(self):
        """Say how many, and which are left out, before anything is done."""
        for wizard in self:
            if wizard.is_release:
                skipped = wizard._find_not_mine()
                count = len(wizard.hold_ids) - len(skipped)
                text = self.env._("Holds that will be released: %s", count)
            else:
                skipped = wizard._find_not_held()
                count = len(wizard.order_ids) - len(skipped)
                text = self.env._("Orders that will be held: %s", count)
            if count <= 1 and not skipped:  # of one there is nothing to count
                text = wizard.is_release and wizard.hold_ids._origin._get_message()
            lines = [text, *wizard._word_skipped(skipped)]
            wizard.summary = "\n".join(filter(None, lines))

    @api.model
    def _word_skipped(self, skipped):
        return [f"{record.display_name}: {reason}" for record, reason in skipped.items()]

    def _find_not_held(self):
        """Return ``{order: why no hold is placed on it}``."""
        orders = self.order_ids._origin
        off = orders - self.env["order.gate"]._get_active_orders(orders)
        skipped = dict.fromkeys(off, self.env._("the order desk is off in its company"))
        cancelled = orders.filtered(lambda order: order.state == "cancel")
        skipped |= dict.fromkeys(cancelled, self.env._("it is cancelled"))
        if self.type_id and not (self.line_id or self.is_only_lines):
            held = self.env["order.hold"]._get_held_ids(orders.ids, self.type_id._origin)
            same = orders.filtered(lambda order: order.id in held)
            skipped |= dict.fromkeys(same, self.env._("it is held already"))
        return skipped

    def _find_not_mine(self):
        """Return ``{hold: why the user does not release it}``."""
        skipped = {}
        for hold in self.hold_ids._origin:
            try:
                hold._check_may_release()
            except AccessError as error:
                skipped[hold] = str(error)
        return skipped


class OrderHoldWizardActions(models.TransientModel):
    """What the dialog does: for one order as for a thousand."""

    _inherit = "order.hold.wizard"

    def action_place(self):
        """Place a hold on each of the orders, on one line, or on the lines of the products."""
        if not self.type_id:
            raise UserError(self.env._("Choose a type of hold."))
        if self.line_id and self.line_id.order_id not in self.order_ids:
            raise UserError(self.env._("The line is of another order."))
        skipped = self._find_not_held()
        if len(self.order_ids) == 1:
            # one order is not skipped: it is refused, with the reason
            self._place_on(self.order_ids)
            return {"type": "ir.actions.act_window_close"}
        orders = self.order_ids.filtered(lambda order: order not in skipped)
        skipped |= self._run(orders, self._place_on)
        return self._tell(
            self.env._("Orders held: %s", len(self.order_ids) - len(skipped)), skipped
        )

    def _place_on(self, orders):
        values = {
            "until_on": self.until_on,
            "from_gate": self.from_gate,
            "reason_id": self.place_reason_id.id,
        }
        lines = self.line_id
        if self.is_only_lines:
            lines = orders.order_line.filtered(lambda line: line.product_id in self.product_ids)
        targets = [(line.order_id, line) for line in lines] or [(order, False) for order in orders]
        self.env["order.hold"]._place_on(targets, self.type_id, self.note, **values)

    def action_release(self):
        """Release the holds."""
        if len(self.hold_ids) == 1:
            self.hold_ids._release(self.reason_id, self.note)
            return {"type": "ir.actions.act_window_close"}
        skipped = self._find_not_mine()
        holds = self.hold_ids.filtered(lambda hold: hold not in skipped)
        skipped |= self._run(holds, lambda some: some._release(self.reason_id, self.note))
        count = len(self.hold_ids) - len(skipped)
        return self._tell(self.env._("Holds released: %s", count), skipped)

    def _run(self, records, do):
        """Do it for all at once; if somebody works on one of them, one by one without that one."""
        skipped = {}
        if not records:
            return skipped
        try:
            with self.env.cr.savepoint():
                do(records)
        except LockError as error:
            if len(records) == 1:
                return {records: str(error)}
            for record in records:
                skipped |= self._run(record, do)
        return skipped

    def _tell(self, text, skipped):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if skipped else "success",
                "sticky": bool(skipped),
                "message": " · ".join([text, *self._word_skipped(skipped)]),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
