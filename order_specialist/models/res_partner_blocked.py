from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

#: Who says that a customer gets nothing, and who lets him have it again.
BLOCKING_GROUPS = "order_specialist.group_supervisor,order_specialist.group_credit_controller"
BLOCKING_FIELDS = frozenset(("order_blocked", "order_block_reason"))


class ResPartner(models.Model):
    """A customer, or one contact of his, whose orders stop."""

    _inherit = "res.partner"

    order_blocked = fields.Boolean(
        string="Orders Blocked",
        tracking=True,
        copy=False,
        help="New orders stop where a check says so. On a company it counts for all its contacts.",
    )
    order_block_reason = fields.Char(
        string="Why Blocked", tracking=True, copy=False, help="Shown beside every order of his."
    )

    @api.constrains("order_blocked", "order_block_reason")
    def _check_order_block_reason(self):
        for partner in self:
            if partner.order_blocked and not (partner.order_block_reason or "").strip():
                raise ValidationError(self.env._("Say why the orders of this customer stop."))

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        # by the records: a default says it as well as a value
        if any(partner[name] for partner in partners for name in BLOCKING_FIELDS):
            self._check_may_block()
        return partners

    def write(self, vals):
        if BLOCKING_FIELDS & vals.keys():
            self._check_may_block()
        return super().write(vals)

    @api.model
    def _check_may_block(self):
        if not self.env.su and not self.env.user.has_groups(BLOCKING_GROUPS):
            raise AccessError(
                self.env._("Only supervisors and credit controllers block customers.")
            )

    def action_order_block(self):
        """Open the dialog that asks why (button)."""
        self._check_may_block()
        return self.env["order.desk"]._open_wizard(
            "order.block.wizard", self.env._("Block Orders"), partner_id=self.id
        )

    def action_order_unblock(self):
        """Let the customer have what he orders again (button)."""
        self.check_access("read")
        self._check_may_block()
        # a credit controller has no right to change customers otherwise
        self.sudo().write({"order_blocked": False, "order_block_reason": False})
