from odoo import models
from odoo.exceptions import UserError


class OrderResolutionDeliverRest(models.AbstractModel):
    """Send what was not shipped after all; it is billed like the rest of the order.

    After delivering n later, for both policies: all figures as if it had never been missing.
    What was closed short of it is open again.
    """

    _name = "order.resolution.deliver_rest"
    _inherit = "order.resolution"
    _description = "Deliver the rest"
    _sequence_of_code = 38

    def _label(self):
        return self.env._("Deliver the rest")

    def _outcome(self):
        return self.env._("delivered later")

    def _is_for(self, case_line):
        return case_line.measure == "quantity" and case_line.case_id.type_id.basis == "unshipped"

    def _applies_to(self, case):
        return any(
            self._is_for(line) and line.open_quantity > 0 and line.order_line_id._get_unplanned()
            for line in case.line_ids
        )

    def _get_stake(self, resolution):
        return 0.0

    def _prepare_parts(self, case):
        return [
            {
                "case_line_id": line.id,
                "quantity": min(line.open_quantity, line.order_line_id._get_unplanned()),
            }
            for line in case.line_ids
            if self._is_for(line) and line.open_quantity > 0
        ]

    def _preview(self, resolution):
        return self.env._(
            "Transfer of %(parts)s to %(address)s; billed when it is delivered, as ordered",
            parts=self._describe_parts(resolution),
            address=resolution.case_id.order_id.partner_shipping_id.display_name,
        )

    def _apply(self, resolution):
        lines = resolution.line_ids.case_line_id.order_line_id
        known = lines.move_ids
        self.env["stock.rule"].run(
            [self._prepare_procurement(part) for part in resolution.line_ids]
        )
        made = (lines.move_ids - known).picking_id
        made.filtered(lambda p: p.state not in ("done", "cancel")).action_confirm()
        # an open transfer of the order may have taken them: it is no document of the claim
        return {"picking_id": (made - known.picking_id)[:1].id}

    def _prepare_procurement(self, part):
        line = part.case_line_id.order_line_id.with_company(part.company_id)
        missing = line._get_unplanned()
        if line.product_uom_id.compare(part.quantity, missing) > 0:
            raise UserError(
                self.env._(
                    "%(asked)s of %(article)s cannot be sent: %(rest)s are neither shipped nor "
                    "planned.",
                    asked=f"{part.quantity:.15g}",
                    article=line.product_id.display_name,
                    rest=f"{missing:.15g}",
                )
            )
        quantity, uom = line.product_uom_id._adjust_uom_quantities(
            part.quantity, line.product_id.uom_id
        )
        [procurement] = line._create_procurements(quantity, uom, line._prepare_procurement_values())
        return procurement
