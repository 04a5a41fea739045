from odoo import api, fields, models
from odoo.exceptions import LockError


class OrderHold(models.Model):
    """Holds until a day."""

    _inherit = "order.hold"

    @api.model
    def _cron_end_holds(self):
        """Release the holds whose last day has come, order by order, and say so."""
        today = fields.Date.context_today(self)
        holds = self.search([("is_active", "=", True), ("until_on", "<=", today)])
        self.env["ir.cron"]._commit_progress(remaining=len(holds))
        for hold in holds:
            hold._end_on_day()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _end_on_day(self):
        """Release one hold whose day has come; one that somebody works on waits for the next run.

        (``_lock`` raises before anything is written.)
        """
        try:
            with self.env.cr.savepoint():
                self._end("day", self.env._("Its last day has come."))
                self._place_followers()
        except LockError:
            return
