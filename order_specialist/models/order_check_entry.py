from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.stated import STATED, compare, get_names


class OrderCheckResult(models.Model):
    """What a person stated of the customer's document, beside who and when.

    It is compared with the order at every gate, from the facts: nothing that changes the order
    can be missed, and what is taken back is right again.
    """

    _inherit = "order.check.result"

    stated = fields.Json(help="What was read in the document; see `tools/stated.py`.")
    is_agreed = fields.Boolean(string="Agreed", help="The order said the same when it was stated.")
    document_id = fields.Many2one("ir.attachment", ondelete="set null")
    document_name = fields.Char(
        string="Name of the Document", help="Kept when the file is deleted."
    )
    document_checksum = fields.Char(help="Which version of the file it was.")

    def _is_valid(self, facts):
        """Where the order said something else from the beginning, its issues stop it instead."""
        if self.check_id.method not in STATED:
            return super()._is_valid(facts)
        stated = self.stated or {}
        if get_names(self.check_id) - stated.keys():  # more is watched by now
            return False
        return not self.is_agreed or not compare(facts, self.order_id.id, self.check_id, stated)

    @api.model
    def _enter(self, order, check, stated, document=None):
        """Keep what the user read in the document, and compare it with the order.

        :param stated: see ``tools/stated.py``
        :param document: ``ir.attachment`` of the order, or none
        :returns: the ``Difference`` values
        :raises AccessError: it is not his to state
        """
        self._check_may_enter(order, check)
        self.env["order.gate"]._lock(order)
        document = document or self.env["ir.attachment"]
        check = check.sudo()
        if check.document_required and not document:
            raise UserError(self.env._("Attach the customer's document to the order first."))
        facts = self.env["order.gate"]._get_facts(order)
        differences = compare(facts, order.id, check, stated)
        self._keep(
            facts,
            order,
            check,
            note=self._say_outcome(differences),
            stated=stated,
            is_agreed=not differences,
            document_id=document.id,
            document_name=document.name,
            document_checksum=document.checksum,
        )
        outcome = {"check": check.name, "outcome": self._say_outcome(differences)}
        order.message_post(body=self.env._("%(check)s: %(outcome)s", **outcome))
        return differences


class OrderFinding(models.Model):
    """An issue that ended because somebody read the document again."""

    _inherit = "order.finding"

    outcome = fields.Selection(selection_add=[("restated", "Read anew")])

    def _get_outcome(self, override, is_past, is_changed):
        outcome = super()._get_outcome(override, is_past, is_changed)
        is_stated = self.check_id.method in STATED
        return "restated" if is_stated and outcome == "gone" else outcome
