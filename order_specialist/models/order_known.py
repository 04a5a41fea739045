from odoo import api, fields, models
from odoo.exceptions import UserError

#: All that is ever written on a row: that it counts no more.
FORGETTING = {"active", "forgotten_by_id", "forgotten_on"}


class OrderKnown(models.Model):
    """What a person confirmed once for a customer, so that nobody is asked again.

    It is kept with who confirmed it, when and on which order, and never changed: who thinks better
    of it forgets it, and the row stays. Another rule adds its own ``kind`` with ``selection_add``.
    """

    _name = "order.known"
    _description = "Confirmed for a Customer"
    _inherit = ["order.record.mixin"]
    _order = "id desc"
    _rec_name = "name"

    name = fields.Char(string="What", required=True, help="What was confirmed, in words.")
    active = fields.Boolean(default=True, help="Cleared when it was forgotten: it is asked again.")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    kind = fields.Selection(
        [("address", "Address"), ("price", "Price"), ("unit", "Unit"), ("quantity", "Quantity")],
        required=True,
    )
    key = fields.Char(required=True, help="What orders say that mean the same.")
    value = fields.Json()
    product_id = fields.Many2one("product.product", index="btree_not_null", ondelete="cascade")
    check_id = fields.Many2one("order.check", index="btree_not_null", ondelete="set null")
    order_id = fields.Many2one(
        "sale.order",
        index="btree_not_null",
        ondelete="set null",
        help="The order on which it was confirmed.",
    )
    user_id = fields.Many2one("res.users", string="By", required=True, ondelete="restrict")
    for_user_id = fields.Many2one(
        "res.users", string="For", ondelete="restrict", help="Who had lent him the right."
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    forgotten_by_id = fields.Many2one("res.users", ondelete="restrict")
    forgotten_on = fields.Datetime()

    _known_uniq = models.UniqueIndex(
        "(partner_id, company_id, kind, key) WHERE active",
        "Somebody has confirmed this for the customer already; please reload.",
    )

    def write(self, vals):
        """Refuse any change but forgetting."""
        if vals.keys() - FORGETTING:
            raise UserError(
                self.env._("What was confirmed is never changed: forget it, and confirm anew.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was confirmed is kept: forget it instead."))

    @api.model
    def _remember(self, finding):
        """Remember what the plain ``finding`` speaks of, after checking that the user may.

        :returns: the ``order.known`` record, also when it was known already
        :raises UserError: it cannot be known; AccessError: who may not override it
        """
        check = finding.check.sudo().with_env(self.env(su=True))
        known = check._get_known(finding)
        if not known or (finding.severity or check.severity) == "block":
            raise UserError(self.env._("This cannot be remembered."))
        order = self.env["sale.order"].browse(finding.order_id)
        order.check_access("read")
        lender = self.env["order.override"]._check_right(order, check, finding)
        return self._keep(finding, known, lender)

    @api.model
    def _keep(self, finding, known, lender=None):
        """Keep ``known`` for the customer of the order of ``finding``, as the user's own word."""
        order = self.env["sale.order"].browse(finding.order_id).sudo()
        place = {
            "partner_id": order.partner_id.commercial_partner_id.id,
            "company_id": order.company_id.id,
            "kind": known.kind,
            "key": known.key,
        }
        same = self.sudo().search([(name, "=", value) for name, value in place.items()], limit=1)
        return same or self.sudo().create(
            {
                **place,
                "value": known.value,
                "product_id": known.product_id,
                "name": finding.check._describe(finding),
                "check_id": finding.check.id,
                "order_id": order.id,
                "user_id": self.env.uid,
                "for_user_id": lender and lender.id,
            }
        )

    def action_forget(self):
        """Forget it: it will be asked again. For those who may override its check."""
        self.check_access("read")
        supervisors = self.env.ref("order_specialist.group_supervisor")
        for known in self.filtered("active"):
            check = known.sudo().check_id.with_env(self.env)
            group = check._get_override_group() if check else supervisors
            self.env["order.delegation"]._get_decider(group)
            known.sudo().write(
                {
                    "active": False,
                    "forgotten_by_id": self.env.uid,
                    "forgotten_on": fields.Datetime.now(),
                }
            )
        return True
