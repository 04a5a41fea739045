from odoo import fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """One field that finds an order by whatever the caller can name."""

    _inherit = "sale.order"

    desk_search = fields.Char(
        string="Order, Customer, Product…",
        compute="_compute_desk_search",
        search="_search_desk_search",
        help="Our number, the customer's number, customer, phone, ship-to, product, transfer, "
        "invoice or tracking reference.",
    )

    def _compute_desk_search(self):
        self.desk_search = False

    def _search_desk_search(self, operator, value):
        if operator not in ("ilike", "=", "in") or not value:
            return NotImplemented
        values = [value] if isinstance(value, str) else list(value)
        domains = [
            Domain.OR(self._get_desk_search_domains(text.strip())) for text in values if text
        ]
        return Domain.OR(domains)

    def _get_desk_search_domains(self, text):
        """Return one domain for each way in which ``text`` may name an order."""
        digits = sum(char.isdigit() for char in text)
        partner = Domain("complete_name", "ilike", text) | Domain("ref", "=ilike", text)
        if digits > 4:
            # this search ignores how a phone number is written
            known = "phone_mobile_search" in self.env["res.partner"]._fields
            partner |= Domain("phone_mobile_search" if known else "phone", "ilike", text)
        lines = self.env["sale.order.line"]._search(
            [("product_id", "any", [("display_name", "ilike", text)])]
        )
        transfers = self.env["stock.picking"].sudo()._search(self._get_transfer_domain(text))
        invoices = self.env["account.move"].sudo()._search([("name", "ilike", text)])
        return [
            Domain("name", "ilike", text),
            Domain("client_order_ref", "ilike", text),
            Domain("ship_to_request", "ilike", text),
            Domain("ordered_by", "ilike", text),
            Domain("partner_id", "any", partner),
            Domain("partner_shipping_id", "any", self._get_ship_to_domain(text)),
            Domain("order_line", "in", lines),
            Domain("picking_ids", "in", transfers),
            Domain("order_line.invoice_lines.move_id", "in", invoices),
        ]

    def _get_ship_to_domain(self, text):
        return Domain.OR(
            [
                Domain("complete_name", "ilike", text),
                Domain("street", "ilike", text),
                Domain("city", "ilike", text),
                Domain("zip", "=ilike", text),
            ]
        )

    def _get_transfer_domain(self, text):
        """Return what finds a transfer; the tracking reference where deliveries have one."""
        domain = Domain("name", "ilike", text)
        if "carrier_tracking_ref" in self.env["stock.picking"]._fields:
            domain |= Domain("carrier_tracking_ref", "ilike", text)
        return domain & Domain("sale_id", "!=", False)
