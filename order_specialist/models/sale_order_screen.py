from odoo import api, fields, models
from odoo.tools import format_datetime


class SaleOrder(models.Model):
    """What the order form shows of the desk; nothing here is stored, and nothing costs a query
    while the desk is off."""

    _inherit = "sale.order"

    order_desk_active = fields.Boolean(related="company_id.order_desk_active")
    is_order_read_only = fields.Boolean(compute="_compute_is_order_read_only")
    customer_instructions = fields.Text(compute="_compute_customer_instructions")
    verification_summary = fields.Char(compute="_compute_verification_summary", compute_sudo=True)
    passed_check_ids = fields.Many2many(
        "order.check", string="Passed", compute="_compute_passed_check_ids", compute_sudo=True
    )
    has_ticks = fields.Boolean(compute="_compute_has_ticks", compute_sudo=True)

    @api.depends_context("uid")
    def _compute_is_order_read_only(self):
        """Who only reads orders is offered no button that the server would refuse him."""
        is_read_only = not self.env["sale.order"].has_access("write")
        for order in self:
            order.is_order_read_only = is_read_only

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_customer_instructions(self):
        active = self.env["order.gate"]._get_active_orders(self)
        for order in self:
            partner = order.partner_id if order in active else None
            order.customer_instructions = partner and partner._get_order_instructions()

    @api.depends("verification_ids.verified_on", "verification_ids.verified_by_id")
    @api.depends_context("lang", "tz")
    def _compute_verification_summary(self):
        for order in self:
            verification = order.verification_ids[:1]
            order.verification_summary = verification.verified_on and self.env._(
                "Verified %(when)s by %(who)s.",
                when=format_datetime(self.env, verification.verified_on, dt_format="short"),
                who=verification.verified_by_id.name,
            )

    @api.depends("finding_ids.is_open", "verification_ids.scanned_on")
    def _compute_passed_check_ids(self):
        """The rules in use for the order that found nothing when it was last verified."""
        active = self.env["order.gate"]._get_active_orders(self._origin)
        failed = {order: order.finding_ids.filtered("is_open").check_id for order in active}
        for order in self:
            origin = order._origin
            checks = origin._get_machine_checks() if origin in active else None
            order.passed_check_ids = checks and checks - failed[origin]

    def _get_machine_checks(self):
        """Return the rules of the checklists that cover the order."""
        if not self.verification_ids:
            return self.env["order.check"]
        facts = self.env["order.gate"]._get_facts(self)
        checks = self.env["order.check"]._get_asked(facts)
        covered = checks._get_covered(facts)
        return checks.filtered(
            lambda check: check.method == "machine" and self.id in covered[check.checklist_id.id]
        )

    @api.depends("check_result_ids.state")
    def _compute_has_ticks(self):
        for order in self:
            order.has_ticks = any(r.method != "machine" for r in order.check_result_ids)
