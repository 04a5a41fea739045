from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class OrderHandoffChange(models.Model):
    """Turning what somebody writes into an offer to who has accepted the order."""

    _inherit = "order.handoff.change"

    @api.model
    def _find_accepted(self, orders):
        """Return the releases of ``orders`` that somebody works on and can answer for.

        A department without acceptance answers nothing: what it gets is changed at once. The
        orders are locked first, so that nobody accepts in between.
        """
        orders = self.env["order.gate"]._get_active_orders(orders.sudo())
        orders = orders.filtered(
            lambda order: (
                order.state == "sale" and order.handoff_state not in (False, "to_release", "done")
            )
        )
        if not orders:
            return self.env["order.handoff"].sudo()
        self.env["order.gate"]._lock(orders)
        for order in orders.filtered(lambda order: order.handoff_state == "recalled"):
            raise UserError(
                self.env._("%s is recalled. Wait until the department has answered.", order.name)
            )
        handoffs = self.env["order.handoff"].sudo().search(self._get_accepted_domain(orders))
        return handoffs.sorted("id")

    @api.model
    def _get_accepted_domain(self, orders):
        return (
            Domain("order_id", "in", orders.ids)
            & Domain("state", "=", "accepted")
            & Domain("department_id.acceptance", "!=", "none")
        )

    @api.model
    def _get_owner(self, handoffs, line):
        """Return which of the accepted ``handoffs`` answers for a line; empty if none does."""
        mine = handoffs.filtered(lambda handoff: handoff.order_id == line.order_id)
        own = mine.filtered(lambda handoff: line in handoff.line_ids.sale_line_id)
        if own or not mine:
            return own[:1]
        released = line.order_id.sudo().handoff_ids.filtered(lambda h: h.state != "cancelled")
        if line in released.line_ids.sale_line_id:
            return handoffs.browse()  # somebody has it who has not accepted it
        if line in self.env["order.hold"]._get_holding_back(line.order_id).line_id:
            return handoffs.browse()  # nobody has it: it is on hold
        warehouse = line.warehouse_id or line.order_id.warehouse_id
        return (mine.filtered(lambda handoff: handoff.warehouse_id == warehouse) or mine)[:1]

    @api.model
    def _offer_quantities(self, wanted):
        """Offer quantities: ``{order line: (release, quantity)}``; the order keeps its own.

        A second offer in the same direction takes the place of the first.
        """
        offered = self.sudo().browse()
        for line, (handoff, quantity) in wanted.items():
            line = line.sudo()
            shipped = line.qty_delivered
            if line.product_uom_id.compare(quantity, shipped) < 0:
                raise UserError(
                    self.env._(
                        "%(shipped)s of %(article)s are shipped already: %(quantity)s is too "
                        "little. What has left comes back with a return.",
                        shipped=f"{shipped:.15g}",
                        article=line.product_id.display_name,
                        quantity=f"{quantity:.15g}",
                    )
                )
            offered |= self._offer_quantity(line, handoff, quantity - line.product_uom_qty)
        offered._tell_offered()
        return offered

    @api.model
    def _offer_quantity(self, line, handoff, difference):
        values = {
            **self._prepare_offer_values(handoff),
            "kind": "quantity" if line.product_uom_qty or line.move_ids else "line",
            "sale_line_id": line.id,
            "quantity": difference,
            "detail": line.product_id.display_name,
        }
        same = line.order_id.pending_change_ids.filtered(
            lambda change: (
                change.sale_line_id == line
                and change.kind != "date"
                and (change.quantity > 0) == (difference > 0)
            )
        )
        if same:
            same.write(values)
            return same
        return self.sudo().create(values)

    @api.model
    def _offer_values(self, handoffs, kind, values, detail=False, line=None):
        """Offer a date or an address of one order, or of one line, to all who have accepted it."""
        pending = handoffs.pending_change_ids.filtered(
            lambda change: (
                change.kind == kind
                and (kind == "customer" or change.values.keys() == values.keys())
                and change.sale_line_id.id == (line.id if line else False)
            )
        )
        pending._answer("withdrawn")
        offered = self.sudo().create(
            [
                {
                    **self._prepare_offer_values(handoff),
                    "kind": kind,
                    "values": values,
                    "detail": detail,
                    "sale_line_id": line and line.id,
                }
                for handoff in handoffs
            ]
        )
        offered._tell_offered()
        return offered

    @api.model
    def _prepare_offer_values(self, handoff):
        return {
            "handoff_id": handoff.id,
            "order_id": handoff.order_id.id,
            "company_id": handoff.company_id.id,
            "offered_on": fields.Datetime.now(),
            "offered_by_id": self.env.uid,
        }

    def _tell_offered(self):
        """Put the question on the list of who accepted, and a note on the order."""
        for handoff, changes in self.grouped("handoff_id").items():
            pending = "; ".join(handoff.pending_change_ids.mapped("display_name"))
            handoff.activity_unlink(["order_specialist.mail_activity_type_change"])
            handoff.activity_schedule(
                "order_specialist.mail_activity_type_change",
                summary=self.env._("Changes to answer: %s", pending),
                user_id=handoff.accepted_by_id.id or self.env.uid,
            )
            handoff.order_id._message_log(
                body=self.env._(
                    "Offered to %(department)s: %(changes)s",
                    department=handoff.department_id.name,
                    changes="; ".join(changes.mapped("display_name")),
                )
            )
