import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .order_case import CLOSED_STATES

_logger = logging.getLogger(__name__)

#: How many new suspicions one step takes.
BATCH = 500
#: Detections that leave out themselves what is claimed, by quantity or by the invoice line.
JUDGING = ("billed_twice", "damaged", "tax", "wrong_price")
#: Noticed when it happens (a transfer is validated), not by a look at all documents.
AT_ONCE = ("short_shipped",)


class OrderCaseType(models.Model):
    """What the system does when it notices something of this type."""

    _inherit = "order.case.type"

    detection = fields.Selection(
        [("off", "Nothing"), ("suspicion", "Shown as a suspicion"), ("case", "Opens a claim")],
        "When the system notices it",
        default="off",
        required=True,
        help="Suspicion: listed for the desk, who opens claims or says that they are none. "
        "Opens a claim: at once, without anybody looking.",
    )
    detection_days = fields.Integer(
        "From days on", default=1, help="Late: noticed from this many calendar days on."
    )
    detection_amount = fields.Float(
        "Above", help="Differences up to this amount (of the document's currency) are let pass."
    )
    can_detect = fields.Boolean(compute="_compute_can_detect")

    _detection_positive = models.Constraint(
        "CHECK(detection_days >= 0 AND detection_amount >= 0)",
        "The days and the amount from which something is noticed cannot be negative.",
    )

    @api.depends("code")
    def _compute_can_detect(self):
        for case_type in self:
            code = case_type.code or ""
            case_type.can_detect = code in AT_ONCE or self.env["order.detector"]._can_detect(code)


class ResCompany(models.Model):
    _inherit = "res.company"

    order_detection_days = fields.Integer(
        "Look back", default=90, help="Documents older than this many days are not looked at."
    )


class OrderSuspicion(models.Model):
    """Noticing: one query for each type and company, whatever the number of orders."""

    _inherit = "order.suspicion"

    @api.model
    def _cron_scan(self):
        """Look for all types in all companies whose desk is on; one that fails harms no other."""
        companies = self.env["order.gate"]._get_active_company_ids()
        domain = [("detection", "!=", "off"), ("code", "not in", AT_ONCE)]
        types = self.env["order.case.type"].search(domain)
        for company in self.env["res.company"].browse(companies):
            for case_type in types.filtered("can_detect"):
                try:
                    with self.env.cr.savepoint():
                        self._scan(case_type, company)
                except Exception as error:
                    _logger.error(
                        "Looking for claims of type %r failed", case_type.code, exc_info=error
                    )
                self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _scan(self, case_type, company):
        """Bring the suspicions of one type and company up to date; return those that are new."""
        since = fields.Date.today() - timedelta(days=company.order_detection_days)
        suspects = self._detect(case_type, company, since)
        known = self._get_known(case_type, company, suspects)
        by_cause = {(row.order_id.id, row.key): row for row in known}
        self._note_gone(case_type, company, known, suspects)
        back = self.browse()
        fresh = []
        for suspect in suspects:
            row = by_cause.get((suspect.order_id, suspect.key))
            if row is None:
                fresh.append(suspect)
            elif row.state == "gone":
                back |= row
        back.write({"state": "open", "decided_on": False, "decided_by_id": False})
        made = self._note(case_type, company, fresh) | back
        if case_type.detection == "case":
            made._open_safely()
        return made

    @api.model
    def _get_known(self, case_type, company, suspects):
        """Return what was noticed of these orders, and all that may have gone; not years of it."""
        there = Domain("order_id", "in", [suspect.order_id for suspect in suspects])
        may_go = Domain("state", "=", "open")
        may_go |= Domain("state", "=", "case") & Domain("case_id.state", "=", "new")
        mine = Domain("type_id", "=", case_type.id) & Domain("company_id", "=", company.id)
        return self.search(mine & (there | may_go))

    def _open_safely(self):
        """Open a claim for each; one that cannot be opened stays a suspicion, for a person."""
        try:
            with self.env.cr.savepoint():
                self._open_cases(user_id=False)
        except UserError as error:
            if len(self) == 1:
                _logger.info("Suspicion %s is no claim by itself: %s", self.id, error)
                return
            for suspicion in self:
                suspicion._open_safely()

    @api.model
    def _note(self, case_type, company, suspects):
        made = self.browse()
        for start in range(0, len(suspects), BATCH):
            batch = suspects[start : start + BATCH]
            orders = self.env["sale.order"].browse(suspect.order_id for suspect in batch)
            made |= self.create(
                [
                    {
                        "order_id": order.id,
                        "company_id": company.id,
                        "partner_id": order.partner_id.id,
                        "currency_id": order.currency_id.id,
                        "type_id": case_type.id,
                        "key": suspect.key,
                        "amount": suspect.amount,
                        "days": suspect.days,
                        "values": list(suspect.lines),
                    }
                    for order, suspect in zip(orders, batch, strict=True)
                ]
            )
        return made

    @api.model
    def _note_gone(self, case_type, company, known, suspects):
        """Close what is not noticed any more; so too a claim of it that nobody has touched."""
        there = {(suspect.order_id, suspect.key) for suspect in suspects}
        missing = known.filtered(
            lambda row: (
                (row.order_id.id, row.key) not in there
                and (row.state == "open" or (row.state == "case" and row.case_id._is_untouched()))
            )
        )
        if not missing:
            return
        # older than the system looks back is not gone
        ever = self._detect(
            case_type, company, fields.Date.to_date("1900-01-01"), missing.order_id.ids
        )
        there = {(suspect.order_id, suspect.key) for suspect in ever}
        gone = missing.filtered(lambda row: (row.order_id.id, row.key) not in there)
        # one that somebody is working on at this moment is not untouched any more
        free = gone.case_id.try_lock_for_update()
        gone = gone.filtered(lambda row: row.case_id <= free)
        free.action_cancel()
        gone._decide("gone")


class OrderSuspicionClaimed(models.Model):
    """What a person has claimed is nothing that the system has to notice: one claim, one cause."""

    _inherit = "order.suspicion"

    @api.model
    def _detect(self, case_type, company, since, order_ids=None):
        """Return what is noticed, without what people have claimed by hand."""
        suspects = self.env["order.detector"]._detect(case_type, company, since, order_ids)
        if case_type.code in JUDGING:
            return suspects
        by_hand = self._get_claimed_by_hand(
            case_type, [suspect.order_id for suspect in suspects], self._get_own_cases(case_type)
        )
        return [suspect for suspect in suspects if not self._is_claimed(suspect, by_hand)]

    @api.model
    def _get_own_cases(self, case_type):
        domain = [("type_id", "=", case_type.id), ("case_id", "!=", False)]
        return self._search(domain).subselect("case_id")

    @api.model
    def _get_claimed_by_hand(self, case_type, order_ids, own):
        """Return ``{(order id, order line id or None): claimed quantity}``.

        Without lines only an open claim counts: nothing says which invoice a closed one was about.
        """
        if not order_ids:
            return {}
        cases = self.env["order.case"].search(
            [
                ("order_id", "in", order_ids),
                ("type_id", "=", case_type.id),
                ("state", "!=", "cancelled"),
                ("id", "not in", own),
            ]
        )
        claimed = defaultdict(float)
        for case in cases:
            if not case.line_ids and case.state not in CLOSED_STATES:
                claimed[case.order_id.id, None] += 1
            for line in case.line_ids:
                claimed[case.order_id.id, line.order_line_id.id] += line.claimed_quantity or 1
        return claimed

    @api.model
    def _is_claimed(self, suspect, by_hand):
        if not suspect.lines:
            return (suspect.order_id, None) in by_hand
        return all(
            by_hand.get((suspect.order_id, line["order_line_id"]), 0.0)
            >= abs(line["expected_quantity"] - line["actual_quantity"]) - 1e-6
            and (suspect.order_id, line["order_line_id"]) in by_hand
            for line in suspect.lines
        )


class OrderCase(models.Model):
    """Claims that the system opened and nobody has looked at."""

    _inherit = "order.case"

    def _is_untouched(self):
        """Return whether nobody has worked on this claim: new, without owner and resolution."""
        return bool(
            self
            and self.found_by_system
            and self.state == "new"
            and not self.user_id
            and not self.sudo().resolution_ids
        )
