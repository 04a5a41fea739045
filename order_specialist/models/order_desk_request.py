from odoo import api, models
from odoo.exceptions import UserError


class OrderDesk(models.AbstractModel):
    """The button that asks a group to decide."""

    _inherit = "order.desk"

    @api.model
    def _act_request(self, order, blocker):
        window = self._open_wizard(
            "order.request",
            self.env._("Request a Decision"),
            **self._prepare_request_values(order, blocker),
        )
        view = self.env.ref("order_specialist.order_request_view_form_send")
        return {**window, "views": [(view.id, "form")]}

    @api.model
    def _prepare_request_values(self, order, blocker):
        """Return what a request about ``blocker`` says; it must still be there."""
        kind = {"order.hold": "hold", "order.override": "review"}.get(
            blocker["source_model"], "override"
        )
        if kind == "override":
            message = self._word(order, blocker)
        else:
            source = self.env[blocker["source_model"]].browse(blocker["source_id"])
            if source.sudo().order_id != order:
                raise UserError(self.env._("This is solved already; please reload."))
            message = source.sudo()._get_message()
        names = ("source_model", "source_id", "check_id", "line_id", "key")
        return {
            "order_id": order.id,
            "kind": kind,
            "blocker": {name: blocker.get(name) for name in names},
            "check_id": blocker.get("check_id") if kind == "override" else False,
            "message": message,
        }

    @api.model
    def _act_many_request(self, rows):
        """Open one dialog for all rows that the user does not decide himself."""
        asked = rows.filtered("can_request")
        if not asked:
            raise UserError(self.env._("You decide all of these yourself."))
        return self._open_wizard(
            "order.request.wizard",
            self.env._("Request %s Decisions", len(asked)),
            rows=[{"order_id": row.order_id.id, **row._as_blocker()} for row in asked],
            message="\n".join(f"{row.order_id.name}: {row.message}" for row in asked),
            left_out=len(rows) - len(asked),
        )
