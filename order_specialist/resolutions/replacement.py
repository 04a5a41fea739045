from odoo import models
from odoo.exceptions import UserError


class OrderResolutionReplacement(models.AbstractModel):
    """Send the claimed units again; nothing comes back, nothing more is billed.

    The transfer belongs to the order line, but its moves carry ``order_case_resolution_id`` and
    are left out of ``_get_outgoing_incoming_moves``. After replacing n, for both policies:
    ``qty_delivered``, ``qty_invoiced``, ``qty_to_invoice`` and ``amount_to_invoice`` as before;
    ``replaced_qty`` n more; no order line more.
    """

    _name = "order.resolution.replacement"
    _inherit = "order.resolution"
    _description = "Send a replacement"
    _sequence_of_code = 30

    def _label(self):
        return self.env._("Send a replacement")

    def _outcome(self):
        return self.env._("replaced")

    def _applies_to(self, case):
        return any(self._is_replaceable(line) for line in case.line_ids)

    def _is_for(self, case_line):
        return (
            case_line.measure == "quantity"
            and case_line.case_id.type_id.basis == "shipped"
            and case_line.case_id.type_id.can_replace
            and case_line.order_line_id.product_id.type == "consu"
        )

    def _is_replaceable(self, line):
        return self._is_for(line) and line.open_quantity > 0

    def _prepare_parts(self, case):
        return [
            {"case_line_id": line.id, "quantity": line.open_quantity}
            for line in case.line_ids
            if self._is_replaceable(line)
        ]

    def _preview(self, resolution):
        order = resolution.case_id.order_id
        return self.env._(
            "Transfer of %(parts)s to %(address)s; nothing to invoice",
            parts=self._describe_sent(resolution),
            address=order.partner_shipping_id.display_name,
        )

    def _describe_sent(self, resolution):
        other = resolution.sent_product_id
        if not other or not self._is_countable(resolution, other):
            return self._describe_parts(resolution)
        return self.env._(
            "%(quantity)s %(unit)s of %(article)s",
            quantity=f"{sum(self._get_sent(p, other) for p in resolution.line_ids):.15g}",
            unit=other.uom_id.name,
            article=other.display_name,
        )

    def _is_countable(self, resolution, other):
        units = resolution.line_ids.case_line_id.order_line_id.product_uom_id
        return all(unit._has_common_reference(other.uom_id) for unit in units)

    def _get_sent(self, part, other):
        """Return how much of the article ``other`` is sent for ``part``, in its own unit."""
        unit = part.case_line_id.order_line_id.product_uom_id
        if not self._is_countable(part.resolution_id, other):
            raise UserError(
                self.env._(
                    "%(other)s is counted in %(its)s, what is claimed in %(ours)s: nobody can say "
                    "how much of it is sent.",
                    other=other.display_name,
                    its=other.uom_id.name,
                    ours=unit.name,
                )
            )
        return unit._compute_quantity(part.quantity, other.uom_id, rounding_method="HALF-UP")

    def _get_promised(self, resolution, order_line, article):
        """Return what the parts say; of a kit's components they say nothing."""
        sent = resolution.sent_product_id or order_line.product_id
        if article != sent:
            # the field is of the addon that knows kits
            is_kit = order_line._is_exploded() or ("is_kits" in sent._fields and sent.is_kits)
            return None if is_kit else 0.0
        parts = resolution.line_ids.filtered(lambda p: p.case_line_id.order_line_id == order_line)
        parts = parts.filtered(lambda part: part.state == "done")
        return sum(self._get_sent(part, article) for part in parts)

    def _apply(self, resolution):
        parts = resolution.line_ids
        if not all(part.case_line_id.order_line_id for part in parts):
            raise UserError(self.env._("A replacement needs to know the order line."))
        self.env["stock.rule"].run([self._prepare_procurement(part) for part in parts])
        moves = self.env["stock.move"].search([("order_case_resolution_id", "=", resolution.id)])
        pickings = moves.filtered(lambda move: not move.origin_returned_move_id).picking_id
        pickings.filtered(lambda p: p.state not in ("done", "cancel")).action_confirm()
        return {"picking_id": pickings[:1].id}

    def _prepare_procurement(self, part):
        order_line = part.case_line_id.order_line_id.with_company(part.company_id)
        values = order_line._prepare_procurement_values()
        values["order_case_resolution_id"] = part.resolution_id.id
        quantity, uom = order_line.product_uom_id._adjust_uom_quantities(
            part.quantity, order_line.product_id.uom_id
        )
        [procurement] = order_line._create_procurements(quantity, uom, values)
        other = part.resolution_id.sent_product_id
        if other and other != order_line.product_id:
            procurement = procurement._replace(
                product_id=other,
                product_qty=self._get_sent(part, other),
                product_uom=other.uom_id,
                name=other.display_name,
            )
        return procurement

    def _follow(self, resolution, moves):
        sent = moves.filtered(
            lambda move: (move.location_final_id or move.location_dest_id)._is_outgoing()
        )
        changed = [part._follow_replacement(sent) for part in resolution.line_ids]
        return any(changed)
