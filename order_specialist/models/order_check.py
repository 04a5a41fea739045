import logging

from odoo import api, fields, models
from odoo.exceptions import MissingError, ValidationError

from ..tools.gates import GATE_SELECTION

_logger = logging.getLogger(__name__)


class OrderCheck(models.Model):
    """One item of a checklist: a rule that the machine verifies, or a tick that a person makes.

    Another addon adds a rule with ``selection_add`` on ``kind`` and three methods:
    ``_find_<kind>(facts)`` returns findings, ``_describe_<kind>(finding)`` says one in words, and,
    where a repair is unambiguous, ``_fix_<kind>(finding)`` makes it. A source of facts of its own
    is ``_load_<source>(facts)``.
    """

    _name = "order.check"
    _description = "Check"
    _inherit = ["order.gate.config"]
    _order = "checklist_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Short code for exports and interfaces.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    checklist_id = fields.Many2one("order.checklist", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="checklist_id.company_id", store=True)
    mode = fields.Selection(related="checklist_id.mode")
    method = fields.Selection(
        [
            ("machine", "Rule"),
            ("source", "Comparison with the customer's document"),
            ("rekey", "Second entry by somebody else"),
            ("attest", "Tick by a person"),
        ],
        default="machine",
        required=True,
        help="Rule: verified by the system at each order. "
        "Comparison: a person puts the customer's own document beside the order, line by line. "
        "Second entry: somebody else types it again without seeing the order. "
        "Tick: a person says that he looked; the weakest way there is.",
    )
    kind = fields.Selection([], string="Rule", help="What the system verifies.")
    gate = fields.Selection(
        GATE_SELECTION,
        default="confirm",
        required=True,
        help="The step that an order does not take while this check finds something.",
    )
    severity = fields.Selection(
        [
            ("info", "Show only"),
            ("override", "Stop"),
            ("block", "Stop, no override"),
        ],
        default="override",
        required=True,
        help="“Stop, no override” lets nobody pass, and so breeds invented data: use it rarely.",
    )
    recheck = fields.Boolean(
        string="Ask Again",
        help="Ask at every later gate too, not only for what was changed after its own gate.",
    )
    four_eyes = fields.Boolean(
        help="Neither who entered the order or line nor its salesperson may override.",
    )
    override_group_id = fields.Many2one(
        "res.groups",
        string="Overridden By",
        default=lambda self: self.env.ref(
            "order_specialist.group_specialist", raise_if_not_found=False
        ),
        help="Who may let an issue of this check pass.",
    )
    note = fields.Text(
        string="What to Do", translate=True, help="Shown beside the issue: what helps."
    )
    tolerance_percent = fields.Float(
        string="Tolerance (%)", help="A difference up to this share of the expected value passes."
    )
    tolerance_amount = fields.Float(
        string="Tolerance (Amount)",
        help="A difference up to this amount a unit passes, in company currency.",
    )
    empty_words = fields.Char(
        string="Counts as Missing",
        default="n/a, na, none, no, tel, phone, tbd, ?, -, .",
        help="Order numbers that say nothing, separated by commas.",
    )
    days = fields.Integer(help="How many days back orders are compared.")
    watch_reference = fields.Boolean(string="Watch Customer and Reference")
    watch_address = fields.Boolean()
    watch_products = fields.Boolean(string="Watch Products and Quantities", default=True)
    watch_prices = fields.Boolean(default=True)
    watch_dates = fields.Boolean()

    @api.constrains("method", "kind")
    def _check_kind(self):
        for check in self:
            if check.method == "machine" and not check.kind:
                raise ValidationError(self.env._("Choose a rule for check “%s”.", check.name))

    @api.constrains("tolerance_percent", "tolerance_amount", "days")
    def _check_parameters(self):
        for check in self:
            if min(check.tolerance_percent, check.tolerance_amount, check.days) < 0:
                raise ValidationError(
                    self.env._(
                        "The tolerances and days of check “%s” cannot be negative.", check.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        checks.checklist_id._count_version()
        return checks

    def write(self, vals):
        result = super().write(vals)
        self.checklist_id._count_version()
        return result

    def unlink(self):
        checklists = self.checklist_id
        result = super().unlink()
        checklists.exists()._count_version()
        return result

    @api.model
    def _get_parameters(self):
        """Return ``{kind: names of the fields that set it}``; a rule adds its own."""
        return {}

    def _get_rule(self):
        """Return the name of what finds something here: the rule, or the way people compare."""
        return self.kind if self.method == "machine" else self.method

    def _describe(self, finding, line_ids=()):
        """Return what ``finding`` says, in the reader's language.

        :param line_ids: order lines of other findings that will be described too: read together
        """
        rule = self._get_rule()
        if not rule:
            return self.name
        try:
            text = getattr(self, f"_describe_{rule}")(finding)
        except Exception:  # a text that cannot be made must not hide what was found
            _logger.exception("The rule %r of the order desk cannot describe a finding", rule)
            text = self.name
        line_id = finding.told_line_id
        if not line_id:
            return text
        line = self.env["sale.order.line"].sudo().browse(line_id).with_prefetch(line_ids)
        try:
            product = line.product_id.display_name or line.name
        except MissingError:  # the line was removed since; what was found stays told
            return text
        return self.env._("%(product)s: %(text)s", product=product, text=text)

    def _may_override(self, user):
        """Return whether the groups of ``user`` let him override what this check finds.

        Asked for each finding that is shown, so it looks nothing up by name.
        """
        group = self.sudo().override_group_id
        if not group and user.has_group("order_specialist.group_specialist"):
            return True
        return self.env["order.delegation"]._has_right(group or self._get_override_group(), user)

    def _get_override_group(self):
        """Return the group that overrides this check: the specialists, if none is set."""
        specialists = self.env.ref("order_specialist.group_specialist")
        return self.sudo().override_group_id or specialists.sudo()

    def _waits_for_its_group(self):
        """Return whether nobody goes on before its group has looked: credit, at the release."""
        return self.gate == "handoff" and self.four_eyes

    def _can_fix(self, finding):
        """Return whether a button can mend ``finding``; ``_can_fix_<kind>`` may say no."""
        rule = self._get_rule()
        if not rule or not hasattr(self, f"_fix_{rule}"):
            return False
        method = getattr(self, f"_can_fix_{rule}", None)
        return not method or bool(method(finding))
