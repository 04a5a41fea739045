from odoo import fields, models

from ..tools.gates import GATES


class OrderHoldType(models.Model):
    """A named stop: which gates it closes, who places it, who releases it."""

    _name = "order.hold.type"
    _description = "Hold Type"
    _inherit = ["order.gate.config"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short code for exports and interfaces.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    stops_confirm = fields.Boolean(
        string="Stops Confirming",
        help="The quotation does not become a sales order. So does a hold on one line: an order is "
        "confirmed as a whole.",
    )
    stops_handoff = fields.Boolean(
        string="Stops Releasing",
        help="The order is not released to a department. A hold on one line leaves only that line "
        "out, unless the order ships complete.",
    )
    stops_pick = fields.Boolean(
        string="Stops Picking",
        help="Nobody starts to pick: the first step of the delivery is not picked or validated, "
        "its slip is not printed, it joins no batch. Later steps go on.",
    )
    stops_ship = fields.Boolean(string="Stops Shipping", help="Goods do not leave the house.")
    stops_invoice = fields.Boolean(
        string="Stops Invoicing",
        help="Nothing is billed. A hold on one line leaves only that line out of the invoice.",
    )
    place_group_ids = fields.Many2many(
        "res.groups",
        "order_hold_type_place_group_rel",
        string="Placed By",
        help="Groups that place it; empty for every specialist.",
    )
    release_group_ids = fields.Many2many(
        "res.groups",
        "order_hold_type_release_group_rel",
        string="Released By",
        help="Groups that release it; empty for every specialist.",
    )
    four_eyes = fields.Boolean(
        help="Who placed it may not release it. If the system placed it, neither who entered the "
        "order or one of its lines nor its salesperson may."
    )
    is_parking = fields.Boolean(
        string="Parks Signed Orders",
        help="Placed when a customer signs or pays a stopped order. It stops nothing by itself and "
        "goes when the order is confirmed.",
    )
    note = fields.Text(string="What to Do", translate=True)

    _code_uniq = models.UniqueIndex("(code)", "There is already a hold type with this code.")

    def _get_gates(self):
        """Return the names of the gates that the type closes; picking counts as shipping."""
        self.ensure_one()
        stops = self._get_stops()
        stops |= {"ship"} if "pick" in stops else set()
        return [gate for gate in GATES if gate in stops]

    def _is_allowed(self, groups):
        """Return whether the user is in one of ``groups``, or a specialist if there are none."""
        user = self.env.user
        if not groups:
            return user.has_group("order_specialist.group_specialist")
        return bool(groups & user.sudo().all_group_ids)
