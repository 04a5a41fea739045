from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ..tools.own_defaults import keep_own
from .order_case import CLOSED_STATES, EARNED_STATES, TRANSITIONS, UNCL_1229


class OrderCase(models.Model):
    """Where a claim stands: its table of transitions, and what may not happen twice."""

    _inherit = "order.case"

    uncl_code = fields.Char(
        "UNCL 1229",
        compute="_compute_uncl_code",
        help="What an EDIFACT or UBL message says of a claim in this state.",
    )

    @api.depends("state")
    def _compute_uncl_code(self):
        for case in self:
            case.uncl_code = UNCL_1229.get(case.state)

    @api.model
    def default_get(self, fields):
        """Return the defaults: a claim starts as New, whatever a client has as its default."""
        return keep_own(self, super().default_get(fields), {"state"})

    def _check_transition(self, state):
        """Refuse a way that the table does not have, or that only a resolution leads to."""
        for case in self:
            if case.state == state:
                continue
            if state not in TRANSITIONS[case.state]:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "Claim %(name)s is %(old)s and cannot become %(new)s.",
                        name=case.name,
                        old=labels[case.state],
                        new=labels[state],
                    )
                )
            if state in EARNED_STATES:
                case._check_sorted()
            if state in EARNED_STATES and not self.env.su:
                raise AccessError(
                    self.env._("Claim %s is settled by a resolution, not by hand.", case.name)
                )
            if state == "settled":
                case._check_sum()
                case._check_posted()
            if state == "cancelled":
                case._check_no_result()

    def _check_no_result(self):
        for case in self.sudo():
            if case.resolution_ids.filtered(lambda r: r.state == "done"):
                raise UserError(
                    self.env._(
                        "Claim %s already has a result and stays as its record. "
                        "Settle or refuse the rest of it instead.",
                        case.name,
                    )
                )


class OrderCaseLock(models.Model):
    """One person at a time settles a claim."""

    _inherit = "order.case"

    def _lock(self):
        """Lock these claims for settling, or say that somebody else is at it."""
        try:
            self.sudo().lock_for_update()
        except LockError as error:
            names = ", ".join(self.mapped("name"))
            raise UserError(
                self.env._(
                    "Somebody else is settling claim %s at this moment. Nothing was done; "
                    "look at it again in a minute.",
                    names,
                )
            ) from error
        self.invalidate_recordset()

    def _advance(self, *states):
        """Walk these claims through ``states``, skipping those they have already."""
        for case in self:
            for state in states:
                if case.state != state:
                    case.state = state
                    if state in CLOSED_STATES:
                        case.write({"settled_on": fields.Datetime.now(), "waiting_on": False})
