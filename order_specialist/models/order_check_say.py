import logging

from odoo import api, models

_logger = logging.getLogger(__name__)


class OrderCheck(models.Model):
    """What a finding expected and what it found, each in words.

    A rule whose values are ids, codes or quantities has ``_say_<kind>(finding)``, which returns
    both texts; amounts, names and plain texts are said as they are.
    """

    _inherit = "order.check"

    def _say(self, finding):
        """Return ``(expected, found)`` of the plain ``finding`` in the reader's language."""
        say = getattr(self, f"_say_{self._get_rule()}", None)
        try:
            texts = say and say(finding)
        except Exception:  # a text that cannot be made must not hide what was found
            _logger.exception("The check %r of the order desk cannot say its values", self.name)
            texts = None
        return texts or (self._say_value(finding.expected), self._say_value(finding.actual))

    @api.model
    def _say_value(self, value):
        if value in (None, False, ""):
            return ""
        if isinstance(value, (list, tuple)):
            return ", ".join(filter(None, map(self._say_value, value)))
        if isinstance(value, float):
            return f"{value:,.2f}"
        if isinstance(value, dict):  # what people read of it, beside what the rule needs
            return value.get("text") or ""
        return str(value)

    @api.model
    def _say_quantities(self, finding):
        """Return both values as quantities, without needless decimals."""
        values = (finding.expected, finding.actual)
        return tuple("" if value is None else f"{value:g}" for value in values)
