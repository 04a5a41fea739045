from odoo import models
from odoo.exceptions import ValidationError


class OrderCaseLine(models.Model):
    """How much can be claimed at all: what was shipped, not shipped or invoiced."""

    _inherit = "order.case.line"

    def _check_claimable(self):
        """Refuse more claimed units than there are, on the line and on the delivery."""
        lines = self.sudo().filtered(lambda c: c.measure == "quantity" and c.order_line_id)
        for basis, part in lines.grouped(lambda c: c.case_id.type_id.basis).items():
            for name in ("order_line_id", "move_id"):
                claiming = part.filtered(name)
                siblings = claiming._get_siblings(name, basis).grouped(name)
                for line in claiming:
                    others = siblings.get(line[name], line.browse()) - line
                    line._check_claimable_on(name, basis, others)

    def _check_claimable_on(self, name, basis, others):
        there = self._get_claim_basis(name, basis)
        if there is None:
            return
        # what is closed short is not there any more; only what is open counts beside it
        counted = "open_quantity" if basis == "unshipped" else "claimed_quantity"
        claimed = sum(others.mapped(counted))
        if self._exceeds(self[counted], there - claimed):
            raise ValidationError(
                self.env._(
                    "%(asked)s of %(article)s are claimed, %(left)s can be claimed: "
                    "%(there)s %(basis)s, %(claimed)s claimed already%(cases)s.",
                    asked=self._format(self[counted]),
                    article=self.product_id.display_name,
                    left=self._format(max(there - claimed, 0.0)),
                    there=self._format(there),
                    basis=self._describe_basis(name, basis),
                    claimed=self._format(claimed),
                    cases=f" ({', '.join(others.case_id.mapped('name'))})" if claimed else "",
                )
            )


class OrderCaseLineBasis(models.Model):
    """The units that claims of one kind share."""

    _inherit = "order.case.line"

    def _get_siblings(self, name, basis):
        """Return every line that claims the same units, cancelled claims left out."""
        domain = [
            (name, "in", self[name].ids),
            ("case_id.state", "!=", "cancelled"),
            ("case_id.type_id.measure", "=", "quantity"),
            ("case_id.type_id.basis", "=", basis),
        ]
        return self.search(domain)

    def _get_claim_basis(self, name, basis):
        """Return how many units there are to claim, in the order line's unit; None: any."""
        order_line = self.order_line_id
        if basis == "shipped":
            return self._get_shipped_basis(name)
        if name == "order_line_id" and basis == "unshipped":
            return order_line.product_uom_qty - order_line.qty_delivered - order_line.cancelled_qty
        if name == "order_line_id" and basis == "invoiced":
            return order_line._get_invoiced_gross()
        return None

    def _get_shipped_basis(self, name):
        order_line = self.order_line_id
        if order_line._is_exploded():
            return order_line.qty_delivered if name == "order_line_id" else None
        moves = self.move_id if name == "move_id" else order_line.move_ids
        if not moves and order_line.qty_delivered_method != "stock_move":
            return order_line.qty_delivered
        return order_line._get_shipped_gross(moves)

    def _describe_basis(self, name, basis):
        if basis == "unshipped":
            return self.env._("not shipped")
        if basis == "invoiced":
            return self.env._("invoiced")
        if name == "move_id":
            return self.env._("shipped with %s", self.move_id.picking_id.name)
        return self.env._("shipped")
