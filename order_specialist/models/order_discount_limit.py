from odoo import api, fields, models


class OrderDiscountLimit(models.Model):
    """How much discount the members of a group may give by themselves, under one check."""

    _name = "order.discount.limit"
    _description = "Discount Limit"
    _inherit = ["order.gate.config"]
    _order = "percent, id"
    _rec_name = "name"

    check_id = fields.Many2one("order.check", required=True, index=True, ondelete="cascade")
    group_id = fields.Many2one("res.groups", required=True, ondelete="cascade")
    name = fields.Char(compute="_compute_name")
    percent = fields.Float(
        string="Up to (%)",
        required=True,
        help="A line discount up to this passes when a member of the group gave it.",
    )

    _percent_check = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 100)", "A discount lies between 0 and 100 percent."
    )
    _group_uniq = models.UniqueIndex(
        "(check_id, group_id)", "This group has a limit in this check already."
    )

    @api.depends("group_id", "percent")
    def _compute_name(self):
        for limit in self:
            limit.name = f"{limit.group_id.name} {limit.percent:g} %"
