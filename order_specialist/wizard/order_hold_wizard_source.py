from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class OrderHoldWizard(models.TransientModel):
    """From a product, a lot, a customer or a list to the orders concerned."""

    _inherit = "order.hold.wizard"

    @api.model
    def _open_for(self, records, is_release=False):
        """Return the action of the dialog for the open orders that ``records`` are about."""
        orders = getattr(self, f"_find_orders_of_{records._name.replace('.', '_')}")(records)
        holds = self.env["order.hold"]
        if is_release:
            holds = holds.search([("order_id", "in", orders.ids), ("is_active", "=", True)])
            holds = holds.filtered(lambda hold: not hold.type_id.is_parking)
        if not (holds if is_release else orders):
            raise UserError(
                self.env._("No open order of this is held.")
                if is_release
                else self.env._("No open order is about this.")
            )
        products = self.env["product.product"]
        if records._name in ("product.template", "product.product"):
            products = records.product_variant_ids
        return self.env["order.desk"]._open_wizard(
            self._name,
            self.env._("Release Holds") if is_release else self.env._("Place Hold"),
            order_ids=[] if is_release else orders.ids,
            hold_ids=holds.ids,
            product_ids=products.ids,
            is_only_lines=bool(products),
            is_release=is_release,
        )

    @api.model
    def _search_open(self, domain):
        # an order of before the desk has no stage
        still_open = (
            Domain("desk_stage", "not in", ("closed", "cancelled"))
            & Domain("state", "!=", "cancel")
            & (Domain("delivery_status", "!=", "full") | Domain("invoice_status", "!=", "invoiced"))
        )
        return self.env["sale.order"].search(still_open & domain, order="id")

    @api.model
    def _find_orders_of_sale_order(self, orders):
        return orders

    @api.model
    def _find_orders_of_res_partner(self, partners):
        return self._search_open(
            Domain("partner_id.commercial_partner_id", "in", partners.commercial_partner_id.ids)
        )

    @api.model
    def _find_orders_of_order_customer_credit(self, rows):
        return self._find_orders_of_res_partner(rows.partner_id)

    @api.model
    def _find_orders_of_product_product(self, products):
        return self._search_open(Domain("order_line.product_id", "in", products.ids))

    @api.model
    def _find_orders_of_product_template(self, templates):
        return self._find_orders_of_product_product(templates.product_variant_ids)

    @api.model
    def _find_orders_of_stock_lot(self, lots):
        """Return the orders for which one of the lots is reserved, at any step."""
        lines = self.env["stock.move.line"].sudo()
        reserved = lines.search(
            [("lot_id", "in", lots.ids), ("state", "not in", ("done", "cancel"))]
        )
        return self._search_open(Domain("id", "in", reserved.move_id.sale_line_id.order_id.ids))
