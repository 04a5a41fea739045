from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class OrderHandoff(models.Model):
    """The way of an order through the departments, one after the other."""

    _inherit = "order.handoff"

    hands_on = fields.Boolean(related="department_id.hands_on")

    @api.model
    def _plan(self, orders):
        """Return ``{(order, department, warehouse): order lines}`` of all that is to be shipped.

        A department that hands on is passed by the lines that it has finished.
        """
        departments = self.env["order.department"].sudo()
        if orders:
            departments = departments.search(
                [("company_id", "in", [False, *orders.company_id.ids])]
            )
        matches = departments._match(orders)
        prepared = self._get_prepared(orders, departments.filtered("hands_on"))
        plan = defaultdict(self.env["sale.order.line"].sudo().browse)
        for order in orders:
            way = [dep for dep, order_ids in matches.items() if order.id in order_ids]
            for line in order.order_line.filtered(self._is_to_ship):
                warehouse = line.warehouse_id or order.warehouse_id
                for department in way:
                    if department.warehouse_ids and warehouse not in department.warehouse_ids:
                        continue
                    if (department, warehouse, line) not in prepared:
                        plan[order, department, warehouse] |= line
                        break
        return plan

    @api.model
    def _get_prepared(self, orders, departments):
        """Return the (department, warehouse, order line) that are finished and handed on."""
        if not departments:
            return set()
        done = self.sudo().search(
            Domain("order_id", "in", orders.ids)
            & Domain("department_id", "in", departments.ids)
            & Domain("state", "=", "done")
        )
        return {
            (handoff.department_id, handoff.warehouse_id, line.sale_line_id)
            for handoff in done
            for line in handoff.line_ids
            if line.uom_id.compare(line.prepared_qty, line.sale_line_id.product_uom_qty) >= 0
        }

    def _filter_working(self):
        """Leave out those that have handed on: their lines are somebody else's now."""
        return self.filtered(lambda handoff: handoff.state != "done" or not handoff.hands_on)

    def _is_prepared(self):
        self.ensure_one()
        return self.hands_on and all(
            line.uom_id.compare(line.prepared_qty, line.quantity) >= 0 for line in self.line_ids
        )

    def action_finish(self):
        """Hand on to the next department: this one is done (button, API)."""
        self._check_member()
        self._lock()
        for handoff in self.sudo():
            if not handoff.hands_on:
                raise UserError(
                    self.env._("%s ends by shipping, not by a button.", handoff.display_name)
                )
            if handoff.pending_change_ids:
                raise UserError(
                    self.env._(
                        "%s was changed: take or refuse the change first.", handoff.order_name
                    )
                )
        self._accept("explicit")
        self._move_to("done")
        for line in self.sudo().line_ids:
            line.prepared_qty = line.quantity
        self.env["order.handoff"].sudo()._release(self.sudo().order_id)
        return True
