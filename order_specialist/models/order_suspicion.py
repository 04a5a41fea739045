from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .order_case_cause import PRICE_GROUPS


class OrderSuspicion(models.Model):
    """Something that the system noticed and that may be a claim: a person says whether it is."""

    _name = "order.suspicion"
    _description = "Suspicion"
    _inherit = ["order.record.mixin"]
    _order = "state, found_on desc, id desc"
    _rec_name = "message"

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    type_id = fields.Many2one(
        "order.case.type", "What may be wrong", required=True, readonly=True, ondelete="cascade"
    )
    key = fields.Char(required=True, readonly=True, help="The same as long as the cause is.")
    state = fields.Selection(
        [
            ("open", "To look at"),
            ("case", "Claim"),
            ("dismissed", "Not a claim"),
            ("gone", "Gone by itself"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    amount = fields.Monetary(readonly=True, groups=PRICE_GROUPS, help="Without tax.")
    days = fields.Integer("Days late", readonly=True)
    values = fields.Json(readonly=True, groups=PRICE_GROUPS)
    found_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    decided_on = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    case_id = fields.Many2one("order.case", "Claim", readonly=True, ondelete="set null")
    message = fields.Char("Noticed", compute="_compute_message")

    _cause_uniq = models.UniqueIndex("(type_id, order_id, key)", "This was noticed already.")
    _open_idx = models.Index("(company_id, type_id) WHERE state = 'open'")

    @api.depends("type_id", "days", "values")
    @api.depends_context("lang")
    def _compute_message(self):
        for suspicion in self:
            suspicion.message = suspicion.sudo()._describe()

    def _describe(self):
        """Return what was noticed in one sentence, without prices."""
        name = self.type_id.name
        if self.days:
            return self.env._("%(type)s: %(days)s days", type=name, days=self.days)
        lines = self.values or []
        products = (
            self.env["sale.order.line"]
            .browse([line["order_line_id"] for line in lines if line.get("order_line_id")])
            .product_id
        )
        if products:
            names = ", ".join(products.mapped("display_name"))
            return self.env._("%(type)s: %(products)s", type=name, products=names)
        return name

    @api.model_create_multi
    def create(self, vals_list):
        self._check_system()
        return super().create(vals_list)

    def write(self, vals):
        self._check_system()
        return super().write(vals)

    def _check_system(self):
        if not self.env.su:
            raise AccessError(self.env._("Suspicions are noted by the system, not by hand."))


class OrderSuspicionDecision(models.Model):
    """What a person makes of suspicions, also of many at once."""

    _inherit = "order.suspicion"

    def action_open_cases(self):
        """Open a claim for each of these (button); those of somebody faster are left out."""
        cases = self._lock_open()._open_cases()
        return cases._get_records_action(name=self.env._("Claims"))

    def action_dismiss(self):
        """These are no claims (button); they are not noticed again."""
        self._lock_open()._decide("dismissed")
        return True

    def action_take_back(self):
        """Look again at what was dismissed (button)."""
        self._check_desk()
        self.sudo().filtered(lambda s: s.state == "dismissed")._decide("open")
        return True

    def _check_desk(self):
        self.check_access("read")
        if not self.env.user.has_group("order_specialist.group_specialist"):
            raise AccessError(self.env._("Only the order desk decides about suspicions."))

    def _lock_open(self):
        """Return, as superuser, those that nobody has decided about, locked."""
        self._check_desk()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM order_suspicion WHERE id IN %s ORDER BY id FOR UPDATE",
                self._ids or (0,),
            )
        )
        self.invalidate_recordset(["state"])
        return self.sudo().filtered(lambda suspicion: suspicion.state == "open")

    def _decide(self, state):
        self.write(
            {
                "state": state,
                "decided_on": fields.Datetime.now(),
                "decided_by_id": self.env.uid,
            }
        )

    def _open_cases(self, **values):
        """Open a claim for each; called as superuser, the user stays who decided."""
        cases = self.env["order.case"].create(
            [
                {
                    "order_id": suspicion.order_id.id,
                    "type_id": suspicion.type_id.id,
                    "found_by_system": True,
                    "reported_by": self.env._("Noticed by the system"),
                    "description": suspicion.message,
                    "line_ids": [(0, 0, line) for line in suspicion.values or []],
                    **values,
                }
                for suspicion in self
            ]
        )
        for suspicion, case in zip(self, cases, strict=True):
            suspicion.case_id = case
        self._decide("case")
        return cases
