from odoo import models
from odoo.tools import ormcache


class OrderCheck(models.Model):
    """Which orders the checklists of the checks are for."""

    _inherit = "order.check"

    @ormcache("self._ids")
    def _get_general_ids(self):
        """Return the ids of the checklists that are for every order; cached, so none is read."""
        return frozenset(
            checklist.id
            for checklist in self.sudo().checklist_id
            if not (checklist.company_id or checklist.date_from or checklist.date_to)
            and (checklist.domain or "[]").strip() == "[]"
        )

    def _get_covered(self, facts, errors=None):
        """Return ``{checklist id: set of order ids}``; one query for each domain that is not empty.

        :param errors: takes the checks of a checklist whose domain cannot be searched any more (a
            field went with its addon); it covers all orders then, so that nobody slips through
        """
        covered, general = {}, self._get_general_ids()
        for checklist in self.checklist_id:
            ids = {*facts.by_id}
            if checklist.id in general:
                covered[checklist.id] = ids
                continue
            if checklist.company_id or checklist.date_from or checklist.date_to:
                ids = {
                    order.id
                    for order in facts.orders
                    if checklist.company_id.id in (False, order.company_id)
                    and checklist._is_in_use(order.date_order)
                }
            try:
                covered[checklist.id] = checklist._filter_covered(facts.env, ids)
            except (ValueError, KeyError, SyntaxError) as error:
                covered[checklist.id] = ids
                checks = self.filtered(lambda check, own=checklist: check.checklist_id == own)
                checks._note_crash({} if errors is None else errors, error)
        return covered
