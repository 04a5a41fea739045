from odoo import api, models
from odoo.tools import format_date, format_datetime


class OrderStep(models.AbstractModel):
    """The next step of an order in one line that can be read to a caller."""

    _name = "order.step"
    _description = "Next Step of an Order"

    @api.model
    def _get_next_step(self, order):
        """Return the line for ``order``, or ``False`` when there is nothing to say."""
        if not self.env["order.gate"]._get_active_orders(order):
            return False
        handler = getattr(self, f"_say_{order.desk_stage}", None)
        step = handler(order) if handler else False
        held = self._say_held_back(order) if step else False
        return f"{step} {held}" if held else step

    @api.model
    def _say_held_back(self, order):
        """Say which lines of an order whose others are released wait for a hold."""
        if order.handoff_state in (False, "to_release"):
            return False
        lines = self.env["order.hold"]._get_holding_back(order.sudo()).line_id
        return lines and self.env._(
            "On hold: %s.", ", ".join(lines.product_id.mapped("display_name"))
        )

    @api.model
    def _say_stuck(self, order):
        count = order.confirm_blocker_count
        if count == 1:
            return self.env._("One thing stops it before it can be confirmed.")
        return self.env._("%s things stop it before it can be confirmed.", count)

    @api.model
    def _say_waiting(self, order):
        return self.env._("We wait for an answer before it can be confirmed.")

    @api.model
    def _say_ready(self, order):
        if order.blocker_count == 1:
            return self.env._("It can be confirmed; one thing stops what comes after.")
        if order.blocker_count:
            return self.env._(
                "It can be confirmed; %s things stop what comes after.", order.blocker_count
            )
        return self.env._("Verified; it can be confirmed.")

    @api.model
    def _say_to_release(self, order):
        if order.blocker_count == 1:
            return self.env._("Confirmed; one thing stops its release to the warehouse.")
        if order.blocker_count:
            return self.env._(
                "Confirmed; %s things stop its release to the warehouse.", order.blocker_count
            )
        return self.env._("Confirmed; it has to be released to the warehouse.")

    @api.model
    def _say_sent_back(self, order):
        sent_back = order.sudo().handoff_ids.filtered(lambda handoff: handoff.state == "sent_back")
        if sent_back:
            return self.env._(
                "%s; it has to be released again.", sent_back[0]._get_sent_back_message()
            )
        return self.env._("Recalled; the department puts back what it picked.")

    @api.model
    def _say_released(self, order):
        if order.promised_date:
            return self.env._(
                "Released to the warehouse; promised for %s.",
                format_date(self.env, order.promised_date),
            )
        return self.env._("Released to the warehouse.")

    @api.model
    def _say_picking(self, order):
        return self.env._("The warehouse is picking it.")

    @api.model
    def _say_partly_shipped(self, order):
        lines = order.order_line.filtered(lambda line: line.product_id.type == "consu")
        shipped, ordered = sum(lines.mapped("qty_delivered")), sum(lines.mapped("product_uom_qty"))
        open_moves = order.sudo().picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        expected = min(open_moves.mapped("scheduled_date"), default=False)
        values = {
            "shipped": f"{shipped:.15g}",
            "ordered": f"{ordered:.15g}",
            "rest": f"{ordered - shipped - sum(lines.mapped('cancelled_qty')):.15g}",
            "day": format_date(self.env, order.first_shipped_on or order.effective_date),
            "expected": format_date(self.env, expected) if expected else self.env._("later"),
        }
        return self.env._(
            "%(shipped)s of %(ordered)s shipped %(day)s, %(rest)s expected %(expected)s.", **values
        )

    @api.model
    def _say_to_invoice(self, order):
        shipped = order.fully_shipped_on or order.first_shipped_on
        if shipped:
            return self.env._(
                "Shipped %s; it has to be invoiced.", format_datetime(self.env, shipped)
            )
        return self.env._("It has to be invoiced.")

    @api.model
    def _say_claim(self, order):
        return self.env._("A claim is open; it has to be settled.")
