from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command


class OrderDesk(models.AbstractModel):
    """Two orders of one order number: beside each other, or one added to the other."""

    _inherit = "order.desk"

    @api.model
    def _act_compare(self, order, blocker):
        """Show the quantities of both orders beside each other."""
        other = self._get_other_order(order, blocker)
        wizards = self.env["order.compare.wizard"]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("%(one)s beside %(other)s", one=order.name, other=other.name),
            "res_model": wizards._name,
            "res_id": wizards.create(wizards._prepare_values(order, other)).id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _act_add_to_order(self, order, blocker):
        """Let the lines join the other order, cancel this quotation, and open the other one."""
        other = self._get_other_order(order, blocker)
        order.check_access("write")
        other.check_access("write")
        self.env["order.gate"]._lock(order | other)
        (order | other).invalidate_recordset(["state", "locked"], flush=False)
        if order.state not in ("draft", "sent") or other.state == "cancel" or other.locked:
            raise UserError(
                self.env._(
                    "%(order)s cannot be added to %(other)s any more; please reload.",
                    order=order.name,
                    other=other.name,
                )
            )
        self._join_lines(order, other)
        order.sudo().added_to_id = other
        order.sudo()._action_cancel()
        values = {"order": order.name, "other": other.name}
        order.message_post(body=self.env._("Added to %(other)s and cancelled.", **values))
        other.message_post(body=self.env._("The lines of %(order)s were added.", **values))
        self.env["order.verification"]._store(order | other)
        return self._act_open(other, {})

    @api.model
    def _get_other_order(self, order, blocker):
        """Return the order that a finding of ``duplicate_order`` names, as the user sees it."""
        figures = self._get_finding(order, blocker).figures
        other = self.env["sale.order"].browse(figures["other_id"])
        other.check_access("read")
        return other

    @api.model
    def _join_lines(self, order, other):
        """Copy the lines of ``order`` as they are, prices included, to ``other``.

        To an order that a department has accepted they are offered, like any other new line.
        """
        lines = order.order_line.filtered(lambda line: not line.is_downpayment)
        values = [
            {
                **data,
                "requested_date": line.requested_date or order.requested_date,
                "sequence": max(other.order_line.mapped("sequence"), default=0) + 1 + place,
            }
            for place, line in enumerate(lines)
            for data in line.copy_data()
        ]
        for data in values:
            data.pop("order_id", None)
        other.write({"order_line": [Command.create(data) for data in values]})
