from odoo import api, fields, models


class OrderHandoff(models.Model):
    """What a rush order takes from others, said before it is one."""

    _inherit = "order.handoff"

    rush_share = fields.Float(
        "Share of Rush",
        compute="_compute_rush_share",
        precompute=True,
        store=True,
        aggregator="avg",
        help="Where everything is a rush, nothing is.",
    )

    @api.depends("is_rush")
    def _compute_rush_share(self):
        for handoff in self:
            handoff.rush_share = float(handoff.is_rush)

    @api.model
    def _get_rush_figures(self, company):
        """Return ``(rush, all)``: how many of the open releases go before the others."""
        groups = self.sudo()._read_group(
            [("company_id", "=", company.id), ("state", "in", ("offered", "accepted"))],
            ["is_rush"],
            ["__count"],
        )
        counts = dict(groups)
        return counts.get(True, 0), sum(counts.values())

    @api.model
    def _get_rush_losses(self, order):
        """Return ``[(order line, loses, gets)]`` of open orders that a rush takes stock from.

        The queue for stock is asked twice, as it is and with the rush in front; nothing is kept.
        """
        order = order.sudo()
        others = self._get_competitors(order)
        before = self._get_missing(others)
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute("UPDATE sale_order SET is_rush = true WHERE id = %s", [order.id])
            after = self._get_missing(others)
            savepoint.rollback()
        losses = []
        for line in others.order_line.sorted("id"):
            needed, now = before.get(line.id, (0.0, 0.0))
            needed, later = after.get(line.id, (needed, 0.0))
            if later > now:
                losses.append((line, later - now, needed - later))
        return losses

    @api.model
    def _get_competitors(self, order):
        """Return the other open orders of the same warehouse for the same storable articles."""
        products = order.order_line.product_id.filtered("is_storable")
        lines = self.env["sale.order.line"].sudo()
        lines = lines.search(
            [
                ("product_id", "in", products.ids),
                ("order_id", "!=", order.id),
                ("state", "in", ("draft", "sent", "sale")),
                ("order_id.warehouse_id", "=", order.warehouse_id.id),
                ("company_id", "=", order.company_id.id),
            ]
        )
        return lines.order_id

    @api.model
    def _get_missing(self, orders):
        """Return ``{order line id: (needed, missing)}`` of what the queue says now."""
        if not orders:
            return {}
        self.env.flush_all()
        facts = self.env["order.gate"]._get_facts(orders)
        shortage = self.env["order.check"]._load_shortage(facts)
        return {line_id: (short.needed, short.missing) for line_id, short in shortage.items()}
