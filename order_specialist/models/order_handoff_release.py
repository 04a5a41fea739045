from odoo import api, fields, models
from odoo.fields import Domain

from .order_handoff import LIVE_STATES


class OrderHandoff(models.Model):
    """Handing orders over: who gets which lines, until when.

    ``_release`` may be called any number of times and does only what is missing.
    """

    _inherit = "order.handoff"

    @api.model
    def _release(self, orders, again=False):
        """Release what the ``handoff`` gate lets pass; return the handoffs that are live after.

        Orders that are stopped wait as ``to_release``; of an order with lines on hold the others
        are released. What has nothing to ship, or which no department wants, is not released.

        :param bool again: offer again what was sent back (a person decided so)
        """
        gate = self.env["order.gate"]
        orders = gate._get_active_orders(orders.sudo())
        orders = orders.filtered(
            lambda order: order.state == "sale" and order.handoff_state != "recalled"
        )
        plan = self._plan(orders)
        planned = orders.browse(dict.fromkeys(order.id for order, _dep, _wh in plan))
        plan, free = self._split_plan(plan, planned)
        waiting = (planned - free).filtered(lambda order: not order.handoff_state)
        waiting.write({"handoff_state": "to_release"})
        # what waited and has nothing to ship any more waits for nothing
        (orders - planned).filtered(lambda order: order.handoff_state == "to_release").write(
            {"handoff_state": False}
        )
        # also those of which nothing is to be shipped any more: their releases follow
        return self.sudo()._offer(orders, free, plan, again)

    @api.model
    def _release_waiting(self, orders=None):
        """Release the orders that waited and are stopped no more (the scan calls this).

        So are those whose other lines are released already.
        """
        domain = Domain("handoff_state", "=", "to_release") & Domain("state", "=", "sale")
        if orders is not None:
            domain &= Domain("id", "in", orders.ids)
        waiting = self.env["sale.order"].sudo().search(domain)
        return self._release(waiting | self._find_left_behind(orders))

    @api.model
    def _is_to_ship(self, line):
        """Return whether goods have to leave for this order line."""
        return (
            not line.display_type
            and line.product_id.type == "consu"
            and not line.is_expense
            and line.product_uom_id.compare(line.product_uom_qty, 0.0) > 0
        )


class OrderHandoffOffer(models.Model):
    """Offering what is missing, and what a department reads of it."""

    _inherit = "order.handoff"

    def _offer(self, orders, free, plan, again):
        """Create what is missing for the ``free`` orders, bring the rest in step with theirs."""
        current = self.search(
            Domain("order_id", "in", orders.ids) & Domain("state", "in", (*LIVE_STATES, "done"))
        )
        changes = current._follow_quantities()
        missing = current._add_lines(plan, changes)
        now = fields.Datetime.now()
        created = self._create_offered(
            {key: lines for key, lines in missing.items() if key[0] in free}, now
        )
        created.filtered(lambda handoff: handoff.department_id.acceptance == "none")._accept("none")
        self.env["order.gate"]._touch(created.filtered(lambda h: h._is_stopping()).order_id)
        current.filtered(lambda handoff: handoff.order_id in free)._offer_again(changes, again, now)
        current._tell_changes(changes)
        free.filtered(lambda order: not order.released_on).write({"released_on": now})
        self._sync_orders(orders)
        return current | created

    def _create_offered(self, plan, now):
        deadlines = self._get_deadlines(plan, now)
        quiet = self.with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        )
        return quiet.create(
            [
                self._prepare_handoff_values(*key, lines, now, deadlines[key])
                for key, lines in plan.items()
            ]
        ).with_env(self.env)

    @api.model
    def _prepare_handoff_values(self, order, department, warehouse, lines, now, deadline):
        return {
            "order_id": order.id,
            "department_id": department.id,
            "warehouse_id": warehouse.id,
            "company_id": order.company_id.id,
            **self._prepare_order_values(order),
            "offered_on": now,
            "offered_by_id": self.env.uid,
            "deadline": deadline,
            "instructions": self._get_instructions(order),
            "line_ids": [
                fields.Command.create(self._prepare_handoff_line_values(line)) for line in lines
            ],
        }


class OrderHandoffShown(models.Model):
    """What a department reads of the order, its lines and its customer."""

    _inherit = "order.handoff"

    @api.model
    def _prepare_order_values(self, order):
        """Return what a department reads of the order itself."""
        return {
            "order_name": order.name,
            "customer_reference": order.client_order_ref,
            "customer_name": order.partner_id.name,
            "requested_date": order.requested_date,
            "promised_date": order.promised_date,
            "is_rush": order.is_rush,
            "rush_reason": order.rush_reason,
        }

    @api.model
    def _prepare_handoff_line_values(self, line):
        return {
            "sale_line_id": line.id,
            "sequence": line.sequence,
            "product_id": line.product_id.id,
            "name": line.product_id.display_name,
            "quantity": line.product_uom_qty,
            "uom_id": line.product_uom_id.id,
        }

    @api.model
    def _get_instructions(self, order):
        """Return what the customer wants of whoever prepares his goods, one line for each thing."""
        partner = order.partner_id
        parts = [
            partner.order_ship_complete and self.env._("Ship complete: all lines or none."),
            partner.order_no_backorder and self.env._("No backorders: the rest is cancelled."),
            partner.order_substitutes_allowed and self.env._("Takes a substitute."),
            partner.order_delivery_window
            and self.env._("Delivery window: %s", partner.order_delivery_window),
            partner.order_paper_demands and self.env._("Papers: %s", partner.order_paper_demands),
            partner.order_instructions,
        ]
        return "\n".join(part for part in parts if part) or False
