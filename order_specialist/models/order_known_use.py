import logging
from collections import defaultdict

from odoo import api, fields, models

from ..tools.statement import Statement

_logger = logging.getLogger(__name__)

_KNOWN = Statement(
    """
SELECT k.company_id, k.partner_id, k.kind, k.key, k.value, k.user_id
  FROM order_known k
 WHERE k.active AND (k.company_id, k.partner_id) IN (
           SELECT o.company_id, coalesce(p.commercial_partner_id, p.id)
             FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
            WHERE o.id = ANY (%(orders)s))
 ORDER BY k.id
""",
    orders="int[]",
)


class OrderCheck(models.Model):
    """What was confirmed once for a customer is found no more.

    A rule whose findings can be known has ``_get_known_<kind>(finding)``, which returns a
    ``Known`` made of the finding alone, or ``None``; the rest follows: the button "Confirm and
    remember", and silence afterwards.
    """

    _inherit = "order.check"

    @api.model
    def _load_known(self, facts):
        """Return ``{(company id, commercial partner id): {(kind, key): (value, user id)}}``."""
        found = defaultdict(dict)
        for company_id, partner_id, kind, key, *said in facts.fetch(_KNOWN):
            found[company_id, partner_id][kind, key] = tuple(said)
        return found

    @api.model
    def _get_known_of(self, facts, order):
        """Return ``{(kind, key): (value, user id)}`` of the customer of ``order``, a row."""
        return facts["known"].get((order.company_id, order.commercial_partner_id), {})

    def _get_known(self, finding):
        """Return what of ``finding`` can be known, as a ``Known``, or ``None``."""
        rule = self._get_rule()
        method = rule and getattr(self, f"_get_known_{rule}", None)
        try:
            return method and method(finding) or None
        except Exception:  # what cannot be read is not known
            _logger.exception("The rule %r of the order desk cannot tell what is known", rule)
            return None

    def _get_who_knew(self, facts, finding):
        """Return the id of who confirmed what ``finding`` says, ``False`` if nobody did."""
        known = self._get_known(finding)
        if not known or finding.order_id not in facts.by_id:
            return False
        said = self._get_known_of(facts, facts.by_id[finding.order_id])
        return said.get((known.kind, known.key), (None, False))[1]

    def _run_rules(self, facts, errors):
        """Leave out what is known."""
        can_be_known = {
            check.id: bool(check.kind) and hasattr(self, f"_get_known_{check.kind}")
            for check in self
        }
        return [
            finding
            for finding in super()._run_rules(facts, errors)
            if not can_be_known[finding.check.id] or not finding.check._get_who_knew(facts, finding)
        ]

    @api.model
    def _prepare_finding_blocker(self, facts, finding):
        """Offer to remember it, right after the repair."""
        blocker = super()._prepare_finding_blocker(facts, finding)
        if blocker.severity == "block" or not finding.check._get_known(finding):
            return blocker
        actions = [name for name in blocker.actions if name != "fix"]
        repair = ["fix"] if "fix" in blocker.actions else []
        return blocker._replace(actions=(*repair, "remember", *actions))


class OrderDesk(models.AbstractModel):
    """The button "Confirm and remember"."""

    _inherit = "order.desk"

    @api.model
    def _act_remember(self, order, blocker):
        """Remember for this customer what the finding says: it is gone, and asked no more."""
        order.check_access("read")
        self.env["order.gate"]._lock(order)
        finding = self._get_finding(order, blocker)
        known = self.env["order.known"]._remember(finding)
        order.sudo().message_post(body=self.env._("Confirmed and remembered: %s", known.name))
        self.env["order.verification"]._store(order)
        return True

    @api.model
    def _get_refused_actions(self, blocker):
        """Who may not override it may not remember it either."""
        refused = super()._get_refused_actions(blocker)
        return refused | {"remember"} if "override" in refused else refused


class OrderFinding(models.Model):
    """An issue that ended because somebody confirmed it for this customer."""

    _inherit = "order.finding"

    outcome = fields.Selection(selection_add=[("known", "Confirmed and remembered")])

    def _resolve(self, facts):
        """Note who knew it; what ended otherwise is told as before."""
        known = self.browse()
        for finding in self:
            user_id = finding.check_id._get_who_knew(facts, finding._as_value())
            if user_id:
                known += finding
                finding.write(finding._prepare_known_values(user_id))
        return super(OrderFinding, self - known)._resolve(facts)

    @api.model
    def _prepare_known_values(self, user_id):
        return {
            "resolved_on": fields.Datetime.now(),
            "resolved_by_id": user_id,
            "outcome": "known",
            "is_blocking": False,
            "waiting_on": False,
        }


class OrderBlocker(models.Model):
    """The button in the list of stuck orders."""

    _inherit = "order.blocker"

    can_remember = fields.Boolean(
        compute="_compute_can_remember",
        help="Whether it is something to know of this customer, and the user may say so.",
    )

    @api.depends_context("uid")
    def _compute_can_remember(self):
        findings = self._get_findings()
        for blocker in self:
            finding = blocker.can_decide and findings.get(blocker)
            blocker.can_remember = bool(
                finding and finding.check_id._get_known(finding._as_value())
            )
