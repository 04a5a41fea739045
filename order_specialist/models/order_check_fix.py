from odoo import models


class OrderCheck(models.Model):
    """The one repair that is unambiguous, made by a button and kept as the user's own action."""

    _inherit = "order.check"

    def _fix(self, finding):
        """Mend what the plain ``finding`` says, and verify the order again.

        :returns: what the rule's ``_fix_<kind>`` returned
        """
        order = self.env["sale.order"].sudo(False).browse(finding.order_id)
        verification = order.env["order.verification"]
        if not self._get_kept(finding):
            verification._store(order)
        kept = self._get_kept(finding)
        # what was overridden stays overridden, also when its reviewer sets it right
        is_open = kept.is_open
        events = order.env["order.finding.event"].sudo()
        before = events._get_said(order)
        result = getattr(self.sudo(False), f"_fix_{self.kind}")(finding)
        after = events._get_said(order)
        verification._store(order)
        kept._note_fix(before, after, is_open)
        return result

    def _get_kept(self, finding):
        """Return the row that keeps the plain ``finding``, as superuser: the open one, if any."""
        domain = [
            ("order_id", "=", finding.order_id),
            ("check_id", "=", self.id),
            ("line_ref", "=", finding.line_id or 0),
            ("key", "=", finding.key or "-"),
        ]
        findings = self.env["order.finding"].sudo()
        return findings.search(domain, order="is_open desc, id desc", limit=1)
