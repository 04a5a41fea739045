from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from .order_case import CLOSED_STATES
from .order_case_cause import PRICE_GROUPS


class OrderCase(models.Model):
    """The sums of a claim: each claimed unit ends in exactly one outcome."""

    _inherit = "order.case"

    is_sum_complete = fields.Boolean(compute="_compute_sum_check", compute_sudo=True)
    sum_check = fields.Text(compute="_compute_sum_check", compute_sudo=True, groups=PRICE_GROUPS)

    @api.depends("line_ids", "resolution_ids.state", "resolution_ids.line_ids")
    def _compute_sum_check(self):
        for case in self:
            rows = [case._describe_sum(line) for line in case.line_ids]
            case.is_sum_complete = all(line._is_settled() for line in case.line_ids)
            case.sum_check = "\n".join(rows)

    def _describe_sum(self, line):
        """Return "A: 5 claimed = 3 credited + 2 refused" for one line."""
        outcomes = defaultdict(float)
        for settled in line._get_settling_parts():
            outcomes[settled.resolution_id._get_outcome()] += line._get_measured(settled)
        left = line._get_open()
        parts = [f"{line._format(value)} {outcome}" for outcome, value in outcomes.items()]
        if not line._is_zero(left):
            parts.append(self.env._("%s still open", line._format(left)))
        sides = parts or [line._format(0)]
        if line.measure == "money" and line.claimed_amount < 0:
            return self.env._(
                "%(article)s: %(claimed)s billed too little = %(outcomes)s",
                article=line.display_name,
                claimed=line._format(line._get_claimed()),
                outcomes=" + ".join(sides),
            )
        return self.env._(
            "%(article)s: %(claimed)s claimed = %(outcomes)s",
            article=line.display_name,
            claimed=line._format(line._get_claimed()),
            outcomes=" + ".join(sides),
        )

    def _check_sum(self):
        """Refuse to close a claim whose units are not all accounted for."""
        for case in self:
            if not case.is_sum_complete:
                raise UserError(
                    self.env._(
                        "Claim %(name)s is not settled yet:\n%(sums)s",
                        name=case.name,
                        sums=case.sum_check,
                    )
                )

    def _get_drafts(self):
        """Return the documents of these claims that accounting has not posted yet."""
        done = self.resolution_ids.filtered(lambda r: r.state == "done")
        return done.account_move_id.filtered(lambda move: move.state == "draft")

    def _check_posted(self):
        """Refuse to close a claim whose document may still become another one."""
        for case in self:
            if drafts := case.sudo()._get_drafts():
                raise UserError(
                    self.env._(
                        "Claim %(name)s is closed when accounting has posted %(documents)s.",
                        name=case.name,
                        documents=", ".join(drafts.mapped("display_name")),
                    )
                )

    def _settle_if_complete(self):
        """Close these claims where nothing is open any more; else they go on settling.

        So too while a document that settles them waits for accounting.
        """
        for case in self.filtered(lambda case: case.state not in CLOSED_STATES):
            case._advance("approved", "settling")
            done = case.resolution_ids.filtered(
                lambda r: r.state == "done" and r._get_executor()._settles
            )
            if not case.is_sum_complete or not done or case._get_drafts():
                continue
            refused = all(r.code == "refuse" for r in done)
            case._advance("refused" if refused else "settled")
