from odoo import fields, models
from odoo.exceptions import UserError


class OrderRequestWizard(models.TransientModel):
    """Ask for the decisions on many rows of the worklist at once."""

    _name = "order.request.wizard"
    _description = "Request Decisions"

    rows = fields.Json(help="A list of blockers, each with its order_id.")
    message = fields.Text(string="What Stops Them", readonly=True)
    left_out = fields.Integer(readonly=True, help="How many of the selected rows are the user's.")
    note = fields.Text(string="Why", help="What who decides has to know.")

    def action_send(self):
        """Send one request for each row; each order's goes to those who decide it, in one mail."""
        requests, refused = self._create_requests()
        requests._send()
        close = {"type": "ir.actions.act_window_close"}
        if not refused:
            return close
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("%s requests were not sent", len(refused)),
                "message": "\n".join(refused),
                "next": close,
            },
        }

    def _create_requests(self):
        """Return the requests of what is still there, and why the others have none."""
        desk = self.env["order.desk"]
        values, refused = [], []
        for row in self.rows:
            order = self.env["sale.order"].browse(row["order_id"])
            try:
                found = desk._prepare_request_values(order, row)
            except UserError as error:
                refused.append(f"{order.name}: {error}")
                continue
            values.append({**found, "note": self.note})
        return self.env["order.request"].create(values), refused
