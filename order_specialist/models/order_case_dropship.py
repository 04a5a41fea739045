from odoo import api, models


class OrderCase(models.Model):
    """Claims about what a vendor shipped to the customer while the order was stopped."""

    _inherit = "order.case"

    @api.model
    def _open_dropshipped(self, stopped):
        """Open one claim for each order and delivery (in sudo); return them.

        :param stopped: ``{stock move: blockers}`` of dropships that were just recorded. That
            nobody has accepted a release is no reason: the vendor did the work.
        """
        case_type = self.env.ref("order_specialist.order_case_type_delivered_stopped", False)
        deliveries = {}
        for move, blockers in stopped.items():
            reasons = [b.message for b in blockers if b.kind != "handoff"]
            if case_type and move.state == "done" and reasons:
                key = (move.sale_line_id.order_id, move.picking_id)
                deliveries.setdefault(key, []).append((move, reasons))
        cases = self.browse()
        for (order, picking), arrived in deliveries.items():
            cases |= self._open_dropship(case_type, order, picking, arrived)
        return cases

    @api.model
    def _open_dropship(self, case_type, order, picking, arrived):
        """Open the claim of one delivery, or add to it what of the delivery arrived later."""
        lines = [(0, 0, self._prepare_dropship_values(move)) for move, _reasons in arrived]
        case = self._find_dropship(case_type, order, picking)
        if case:
            case.write({"line_ids": lines})
            return case
        reasons = dict.fromkeys(reason for _move, found in arrived for reason in found)
        return self.create(
            {
                "order_id": order.id,
                "type_id": case_type.id,
                "found_by_system": True,
                "user_id": False,
                "reported_by": self.env._("Warehouse: %s", self.env.user.name),
                "disposition": "keep",
                "description": self.env._(
                    "The vendor delivered to the customer, and it is recorded, "
                    "while this stopped the order:\n%s",
                    "\n".join(reasons),
                ),
                "line_ids": lines,
            }
        )


class OrderCaseDropship(models.Model):
    """What a claim about a dropship says."""

    _inherit = "order.case"

    @api.model
    def _find_dropship(self, case_type, order, picking):
        """Return the claim about this delivery, if there is one already."""
        if not picking:
            return self.browse()
        return self.search(
            [
                ("order_id", "=", order.id),
                ("type_id", "=", case_type.id),
                ("line_ids.move_id.picking_id", "=", picking.id),
                ("state", "=", "new"),
            ],
            limit=1,
        )

    @api.model
    def _prepare_dropship_values(self, move):
        line = move.sale_line_id
        quantity = move.quantity if line._is_exploded() else move._get_quantity_of_line()
        return {
            "order_line_id": line.id,
            "move_id": move.id,
            "expected_quantity": 0.0,
            "actual_quantity": quantity,
        }
