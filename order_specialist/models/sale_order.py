from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from ..tools.stages import STAGES, get_stage


class SaleOrder(models.Model):
    """Links to the desk, and the guard of the confirm gate."""

    _inherit = "sale.order"

    blocker_count = fields.Integer(string="Blockers", readonly=True, copy=False)
    confirm_blocker_count = fields.Integer(
        string="Blockers before Confirming", readonly=True, copy=False
    )
    waiting_count = fields.Integer(
        string="Blockers before Confirming, Asked", readonly=True, copy=False
    )
    open_case_count = fields.Integer(string="Open Claims", readonly=True, copy=False)
    handoff_state = fields.Selection(
        [
            ("to_release", "To release"),
            ("released", "Released"),
            ("accepted", "Accepted"),
            ("sent_back", "Sent back"),
            ("recalled", "Recalled"),
            ("done", "Done"),
        ],
        string="Release",
        readonly=True,
        copy=False,
        help="Empty for orders that the desk does not release.",
    )
    desk_stage = fields.Selection(
        STAGES, string="Stage", compute="_compute_desk_stage", store=True, index="btree_not_null"
    )
    parked_on = fields.Datetime(
        string="Parked",
        readonly=True,
        copy=False,
        help="The customer signed or paid while the order was stopped: his yes is kept, and the "
        "order is confirmed when nothing stops it any more.",
    )
    finding_ids = fields.One2many("order.finding", "order_id", string="Issues")
    override_ids = fields.One2many("order.override", "order_id", string="Overrides")
    hold_ids = fields.One2many("order.hold", "order_id", string="Holds")
    check_result_ids = fields.One2many("order.check.result", "order_id", string="Check Results")
    verification_ids = fields.One2many("order.verification", "order_id")

    def _auto_init(self):
        # the column exists before the ORM looks, so that installing computes no old order
        if not column_exists(self.env.cr, "sale_order", "desk_stage"):
            create_column(self.env.cr, "sale_order", "desk_stage", "varchar")
        return super()._auto_init()

    @api.depends(
        "state",
        "delivery_status",
        "invoice_status",
        "handoff_state",
        "confirm_blocker_count",
        "waiting_count",
        "open_case_count",
        "first_verified_on",
    )
    def _compute_desk_stage(self):
        for order in self:
            order.desk_stage = get_stage(order)

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(self._add_intake_values(vals_list))
        orders.filtered(lambda order: order.state == "sale")._pass_confirm_gate()
        return orders

    def write(self, vals):
        confirming = self._get_confirming(vals)
        self.env["order.gate"]._check(confirming, "confirm")
        result = super().write(vals)
        confirming._after_confirm()
        return result
