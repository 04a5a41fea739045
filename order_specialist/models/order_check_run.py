import logging
from contextlib import nullcontext
from functools import partial

import psycopg2

from odoo import models

_logger = logging.getLogger(__name__)


class OrderCheck(models.Model):
    """Running the rules: one that crashes hurts only its own checks."""

    _inherit = "order.check"

    def _run_rules(self, facts, errors):
        """Return the findings of all rules; in one savepoint, or in one each if SQL fails.

        :param errors: takes ``{order.check record: exception}`` of what crashed
        """
        rules = self.filtered(lambda check: check.method != "attest" and check not in errors)
        try:
            with self.env.cr.savepoint(flush=False):
                return rules._run_each(facts, errors, nullcontext)
        except psycopg2.Error as error:
            if self._is_of_all(error):
                raise
            return rules._run_each(facts, errors, partial(self.env.cr.savepoint, flush=False))

    def _run_each(self, facts, errors, guard):
        findings = []
        runs = self.grouped(lambda check: (check._get_rule(), check._runs_alone() and check.id))
        for (rule, _alone), checks in runs.items():
            try:
                with guard():
                    findings += getattr(checks, f"_find_{rule}")(facts)
            except psycopg2.Error as error:
                if guard is nullcontext or self._is_of_all(error):
                    raise
                checks._note_crash(errors, error)
            except Exception as error:
                checks._note_crash(errors, error)
        return findings

    def _runs_alone(self):
        """Return whether the check is asked apart from others of its kind, to crash alone."""
        return False

    @staticmethod
    def _is_of_all(error):
        """Return whether the whole transaction starts over: somebody else was faster.

        A source that takes longer than the database allows concerns its own rules only.
        """
        return isinstance(error, psycopg2.OperationalError) and not isinstance(
            error, psycopg2.errors.QueryCanceled
        )

    def _note_crash(self, errors, error):
        _logger.error("Checks of the order desk crashed: %s", self.mapped("name"), exc_info=error)
        errors.update(dict.fromkeys(self, error))
