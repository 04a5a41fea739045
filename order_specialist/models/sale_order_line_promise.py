from odoo import models

from ..tools.taking import is_taken


class SaleOrderLine(models.Model):
    """A promise for one line: who has accepted it is asked, else its transfers follow at once."""

    _inherit = "sale.order.line"

    def write(self, vals):
        """Write; a promise is offered where somebody has accepted the line."""
        if "promised_date" not in vals or not self.env["order.gate"]._is_active():
            return super().write(vals)
        asked = self.browse() if is_taken(self.env) else self._offer_promise(vals["promised_date"])
        rest = {name: value for name, value in vals.items() if name != "promised_date"}
        if asked and rest:
            super(SaleOrderLine, asked).write(rest)
        free = self - asked
        if free:
            super(SaleOrderLine, free).write(vals)
            free._move_deadlines()
        return True

    def _offer_promise(self, value):
        """Offer the promise; return the lines for which somebody is asked."""
        field = self._fields["promised_date"]
        changes = self.env["order.handoff.change"]
        lines = self.filtered(
            lambda line: (
                line.state == "sale"
                and field.convert_to_cache(value, line) != (line.promised_date or None)
            )
        )
        handoffs = changes._find_accepted(lines.order_id) if lines else ()
        owners = {line: changes._get_owner(handoffs, line) for line in lines} if handoffs else {}
        owners = {line: owner for line, owner in owners.items() if owner}
        for line, owner in owners.items():
            line.check_access("write")
            text = field.to_string(field.convert_to_cache(value, line)) if value else False
            name = line.product_id.display_name
            changes._offer_values(owner, "date", {"promised_date": text}, name, line)
        return self.browse(line.id for line in owners)

    def _move_deadlines(self):
        """Let what is still to ship of these lines leave by the promise."""
        for line in self.filtered(lambda line: line.state == "sale").sudo():
            promise = line.promised_date or line.order_id.commitment_date
            if promise:
                line._get_open_moves().date_deadline = promise
