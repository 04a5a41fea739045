from odoo import api, models
from odoo.exceptions import UserError


class OrderDesk(models.AbstractModel):
    """Comparing an order with the customer's document, and typing it a second time."""

    _inherit = "order.desk"

    @api.model
    def _act_source(self, order, blocker):
        return self._open_entry(
            order, blocker, "order_entry_wizard_view_form", self.env._("Compare with the Document")
        )

    @api.model
    def _act_rekey(self, order, blocker):
        return self._open_entry(
            order, blocker, "order_entry_wizard_view_form_blind", self.env._("Second Entry")
        )

    @api.model
    def _open_entry(self, order, blocker, view, title):
        check = self.env["order.check"].browse(blocker["check_id"])
        self.env["order.check.result"]._check_may_enter(order, check)
        view = self.env.ref(f"order_specialist.{view}").sudo()
        action = self._open_wizard(
            "order.entry.wizard", title, order_id=order.id, check_id=check.id
        )
        action["context"]["dialog_size"] = "extra-large"
        return {**action, "views": [(view.id, "form")]}

    @api.model
    def _act_document(self, order, blocker):
        """Show the document that somebody compared the order with."""
        result = self.env["order.check.result"].search(
            [("order_id", "=", order.id), ("check_id", "=", blocker["check_id"])]
        )
        return self._open_document(result.document_id)

    @api.model
    def _open_document(self, document):
        if not document:
            raise UserError(self.env._("The document has been deleted since."))
        document.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/web/content/{document.id}", "target": "new"}
