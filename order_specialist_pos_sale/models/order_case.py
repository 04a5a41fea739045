from odoo import api, models


class OrderCase(models.Model):
    """Claims about what the till sold of a stopped order."""

    _inherit = "order.case"

    @api.model
    def _open_sold(self, order, lines, reasons):
        """Open the claim about ``lines`` of the till, or add to the one that nobody took up."""
        case_type = self.env.ref("order_specialist.order_case_type_delivered_stopped", False)
        if not case_type:
            return self.browse()
        rows = [(0, 0, self._prepare_sold_values(line)) for line in lines]
        case = self.search(
            [
                ("order_id", "=", order.id),
                ("type_id", "=", case_type.id),
                ("found_by_system", "=", True),
                ("state", "=", "new"),
            ],
            limit=1,
        )
        if case:
            case.write({"line_ids": rows})
            return case
        return self.create(
            {
                "order_id": order.id,
                "type_id": case_type.id,
                "found_by_system": True,
                "user_id": False,
                "reported_by": self.env._("Till: %s", self.env.user.name),
                "disposition": "keep",
                "description": self.env._(
                    "It was sold at the till (%(receipt)s) while this stopped the order:\n%(why)s",
                    receipt=", ".join(lines.order_id.mapped("name")),
                    why="\n".join(reasons),
                ),
                "line_ids": rows,
            }
        )

    @api.model
    def _prepare_sold_values(self, line):
        order_line = line.sale_order_line_id
        return {
            "order_line_id": order_line.id,
            "expected_quantity": 0.0,
            "actual_quantity": line.product_uom_id._compute_quantity(
                line.qty, order_line.product_uom_id
            ),
        }
