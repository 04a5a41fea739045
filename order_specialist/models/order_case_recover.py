from odoo import fields, models
from odoo.exceptions import UserError

from .order_case_cause import PRICE_GROUPS


class OrderCase(models.Model):
    """What of a claim carriers and suppliers have to make good."""

    _inherit = "order.case"

    recovery_ids = fields.One2many(
        "order.case.recovery", "case_id", "Recoveries", groups=PRICE_GROUPS
    )
    recovery_count = fields.Integer(compute="_compute_recovery_count", compute_sudo=True)

    def _compute_recovery_count(self):
        groups = self.env["order.case.recovery"]._read_group(
            [("case_id", "in", self.ids)], ["case_id"], ["__count"]
        )
        counts = {case.id: count for case, count in groups}
        for case in self:
            case.recovery_count = counts.get(case.id, 0)

    def action_recover(self):
        """Open a recovery with what is likely: from whom, how much, about which goods (button)."""
        self.ensure_one()
        self.env["order.case.recovery"].check_access("create")
        if self.is_to_sort:
            self._check_sorted()
        recovery = self.env["order.case.recovery"].create(self._prepare_recovery_values())
        return recovery._get_records_action()

    def action_view_recoveries(self):
        """Open the recoveries of this claim (stat button)."""
        return self.recovery_ids._get_records_action(name=self.env._("Recoveries"))

    def _prepare_recovery_values(self):
        if not self.amount_claimed:
            raise UserError(
                self.env._("Claim %s has no amount that could be claimed back.", self.name)
            )
        liability = self.liability if self.liability in ("carrier", "supplier") else "carrier"
        mine = self.recovery_ids.filtered(lambda r: r.currency_id == self.currency_id)
        already = sum(recovery._get_counted() for recovery in mine)
        rest = abs(self.amount_claimed) - already
        if self.currency_id.compare_amounts(rest, 0.0) <= 0:
            raise UserError(self.env._("All of claim %s is claimed back already.", self.name))
        return {
            "case_id": self.id,
            "liability": liability,
            "partner_id": self._get_liable_partner(liability).id,
            "amount": rest,
            "currency_id": self.currency_id.id,
            "reference": self._get_consignment() if liability == "carrier" else False,
        }

    def _get_liable_partner(self, liability):
        """Return who has to pay, as far as Odoo's documents know it."""
        if liability == "supplier":
            sellers = self.sudo().line_ids.product_id.seller_ids
            mine = sellers.filtered(
                lambda seller: not seller.company_id or seller.company_id == self.company_id
            )
            return mine[:1].partner_id
        domain = [("liability", "=", "carrier"), ("company_id", "=", self.company_id.id)]
        last = self.env["order.case.recovery"].search(
            [*domain, ("partner_id", "!=", False)], limit=1
        )
        return last.partner_id

    def _get_consignment(self):
        """Return the carrier's number of the delivery, where an addon of Odoo keeps it."""
        pickings = self.sudo().line_ids.move_id.picking_id
        if "carrier_tracking_ref" not in pickings._fields:
            return ", ".join(pickings.mapped("name")) or False
        numbers = pickings.filtered("carrier_tracking_ref").mapped("carrier_tracking_ref")
        return ", ".join(numbers or pickings.mapped("name")) or False
