from odoo import api, fields, models
from odoo.fields import Domain

from .order_customer_credit import CONTROLLERS, ROOM


class OrderCustomerCredit(models.Model):
    """Each figure of the page opens what it is made of."""

    _inherit = "order.customer.credit"

    def action_open_receivable(self):
        """Open the open items on the customer's account: their sum is the receivable."""
        title = self.env._("Receivable of %s", self.partner_id.name)
        return self._open_items(title, Domain.TRUE)

    def action_open_overdue(self):
        """Open the invoices that were due before today."""
        late = Domain("move_id.move_type", "in", ("out_invoice", "out_receipt"))
        late &= Domain("date_maturity", "<", fields.Date.context_today(self))
        late &= Domain("company_id", "=", self.company_id.id)
        return self._open_items(self.env._("Overdue of %s", self.partner_id.name), late)

    def _open_items(self, title, domain):
        items = self.env["account.move.line"].sudo()
        found = items._search(
            Domain("partner_id", "=", self.partner_id.id)
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("reconciled", "=", False)
            & Domain("company_id", "child_of", self.company_id.sudo().root_id.id)
            & domain
        )
        return self._open(
            title, "account.move.line", list(found), "order_customer_credit_item_view_list"
        )

    def action_open_orders(self):
        """Open the confirmed orders that are not fully invoiced."""
        rows = self.env["order.exposure"]._get_exposures(self.partner_id.ids)
        order_ids = [
            row.order_id for row in rows if row.amount and row.company_id == self.company_id.id
        ]
        title = self.env._("Not Invoiced of %s", self.partner_id.name)
        return self._open(title, "sale.order", order_ids, "order_customer_credit_order_view_list")

    def action_open_held(self):
        """Open the holds that the credit controller releases."""
        title = self.env._("Held Orders of %s", self.partner_id.name)
        return self._open(title, "order.hold", self._find_holds().ids, "order_hold_view_list")

    def _find_holds(self):
        """Return the active holds on orders that the customers pay, which Credit releases."""
        holds = self.env["order.hold"].search(
            [
                ("is_active", "=", True),
                ("type_id.release_group_ids", "in", self.env.ref(CONTROLLERS).ids),
                ("company_id", "in", self.company_id.ids),
                ("order_id.state", "!=", "cancel"),
            ]
        )
        return holds.filtered(lambda hold: hold.sudo()._get_payer() in self.partner_id)

    def _open(self, title, model, ids, view):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "domain": [("id", "in", ids)],
            "views": [(self.env.ref(f"order_specialist.{view}").id, "list"), (False, "form")],
        }


class OrderHold(models.Model):
    """From a hold to what its customer owes."""

    _inherit = "order.hold"

    def _get_payer(self):
        """Return the commercial partner who pays the order."""
        order = self.order_id
        return (order.partner_invoice_id or order.partner_id).commercial_partner_id

    def action_open_credit(self):
        """Open the credit exposure of who pays the order."""
        payer = self.sudo()._get_payer().with_env(self.env)
        return payer.with_company(self.company_id).action_open_credit()


class ResPartner(models.Model):
    """From a customer to what he owes."""

    _inherit = "res.partner"

    def action_open_credit(self):
        """Open the credit exposure of the customer; the list is empty where there is none."""
        partner = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "order_specialist.order_customer_credit_action"
        )
        row_id = partner.id * ROOM + self.env.company.id
        if self.env["order.customer.credit"].search_count([("id", "=", row_id)], limit=1):
            return {**action, "res_id": row_id, "views": [(False, "form")]}
        views = [(False, "list"), (False, "form")]
        domain = [("partner_id", "=", partner.id)]
        return {**action, "views": views, "domain": domain, "context": {}}


class SaleOrder(models.Model):
    """What of an order counts for the credit of who pays it."""

    _inherit = "sale.order"

    order_company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the Company"
    )
    not_invoiced_amount = fields.Monetary(
        string="Not Invoiced",
        compute="_compute_not_invoiced_amount",
        currency_field="order_company_currency_id",
        help="In the currency of the company, taxes included.",
    )

    @api.depends_context("uid")
    def _compute_not_invoiced_amount(self):
        orders = self.sudo()
        payers = orders.partner_invoice_id.commercial_partner_id
        rows = self.env["order.exposure"]._get_exposures(payers.ids)
        amounts = {row.order_id: row.amount for row in rows}
        for order in self:
            order.not_invoiced_amount = amounts.get(order.id, 0.0)
