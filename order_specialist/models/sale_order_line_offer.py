from odoo import api, models
from odoo.exceptions import UserError

from ..tools.taking import is_taken

#: What cannot be changed of a line that somebody prepares: it would be another line.
FIXED = {"product_id", "product_uom_id", "warehouse_id"}


class SaleOrderLine(models.Model):
    """What a department has accepted is not changed past it: quantities are offered."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Create lines; one for goods of an accepted order is offered, and nothing ordered yet."""
        orders = self._get_orders_to_ask(vals_list)
        if not orders:
            return super().create(vals_list)
        wanted = [self._hold_back(vals, orders) for vals in vals_list]
        lines = super().create(
            [
                vals if quantity is None else {**vals, "product_uom_qty": 0.0}
                for vals, quantity in zip(vals_list, wanted, strict=True)
            ]
        )
        asked = {line: qty for line, qty in zip(lines, wanted, strict=True) if qty is not None}
        offered = lines.browse()._offer_wanted(asked)
        for line, vals in zip(lines, vals_list, strict=True):
            if line in offered:
                line._keep_offered_price(vals)
        return lines

    def _keep_offered_price(self, vals):
        """Keep the price that was typed: Odoo computes it again with the quantity."""
        price = {name: vals[name] for name in ("price_unit", "discount") if name in vals}
        self.order_id.sudo().pending_change_ids.filtered(
            lambda change: change.sale_line_id == self and change.kind == "line"
        ).values = price

    @api.model
    def _get_orders_to_ask(self, vals_list):
        """Return the accepted orders that lines are added to."""
        if is_taken(self.env) or not self.env["order.gate"]._is_active():
            return self.env["sale.order"]
        orders = self.env["sale.order"].browse(
            {vals.get("order_id") for vals in vals_list} - {None}
        )
        return self.env["order.handoff.change"]._find_accepted(orders).order_id

    @api.model
    def _hold_back(self, vals, orders):
        """Return the quantity that has to be offered of a new line, None if it just comes."""
        product = self.env["product.product"].browse(vals.get("product_id"))
        if vals.get("order_id") not in orders.ids or product.type != "consu":
            return None
        quantity = vals.get("product_uom_qty", 1.0)
        is_service = vals.get("display_type") or vals.get("is_downpayment")
        return quantity if quantity > 0 and not is_service else None

    def _offer_wanted(self, wanted):
        """Offer ``{line: quantity}``; return the lines that were offered."""
        changes = self.env["order.handoff.change"]
        lines = self.union(*wanted)
        handoffs = changes._find_accepted(lines.order_id)
        owners = {line: changes._get_owner(handoffs, line) for line in lines} if handoffs else {}
        offers = {line: (owners[line], wanted[line]) for line in lines if owners.get(line)}
        if offers:
            changes._offer_quantities(offers)
        return lines.browse(line.id for line in offers)

    def _check_line_unlink(self):
        """A line that was offered and is not made was never ordered: it may go."""
        lines = super()._check_line_unlink()
        if lines and is_taken(self.env):
            return lines.filtered("product_uom_qty")
        return lines


class SaleOrderLineWrite(models.Model):
    """Writing lines of accepted orders, whatever path it comes from."""

    _inherit = "sale.order.line"

    def write(self, vals):
        """Write; a quantity that an accepting department has to be asked for is offered."""
        if not ({"product_uom_qty"} | FIXED) & vals.keys() or is_taken(self.env):
            return super().write(vals)
        asked = self._offer_write(vals)
        rest = {name: value for name, value in vals.items() if name != "product_uom_qty"}
        picked = (self - asked)._filter_picked(vals)
        for line in picked:
            surplus = line._get_surplus(vals["product_uom_qty"])
            lowered = line.with_context(skip_procurement=True)
            super(SaleOrderLineWrite, lowered).write(vals)
            line.sudo()._cancel_open_moves(surplus)
        if others := self - asked - picked:
            super(SaleOrderLineWrite, others).write(vals)
        if asked and rest:
            super(SaleOrderLineWrite, asked).write(rest)
        return True

    def _offer_write(self, vals):
        """Offer the quantity, refuse another article; return the lines that were offered."""
        lines = self.browse()
        if self.env["order.gate"]._is_active():
            lines = self.filtered(
                lambda line: (
                    line.state == "sale"
                    and line.product_id.type == "consu"
                    and not line.order_id.locked
                    and not line.is_expense
                )
            )
        if not lines:
            return lines
        lines._check_fixed(vals)
        quantity = vals.get("product_uom_qty")
        if quantity is None:
            return self.browse()
        changed = lines.filtered(
            lambda line: line.product_uom_id.compare(quantity, line.product_uom_qty)
        )
        if changed:
            changed.check_access("write")
        return self.browse()._offer_wanted(dict.fromkeys(changed, quantity))

    def _check_fixed(self, vals):
        """Refuse another article, unit or warehouse on a line that somebody prepares."""
        changed = self.filtered(
            lambda line: any(line[name].id != (vals[name] or False) for name in FIXED & vals.keys())
        )
        changes = self.env["order.handoff.change"]
        handoffs = changes._find_accepted(changed.order_id) if changed else ()
        for line in changed:
            owner = handoffs and changes._get_owner(handoffs, line)
            if owner:
                raise UserError(
                    self.env._(
                        "%(department)s has accepted %(article)s already. Lower this line and "
                        "add another; both are offered.",
                        department=owner.department_id.name,
                        article=line.product_id.display_name,
                    )
                )
