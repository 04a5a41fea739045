from odoo import api, fields, models
from odoo.tools import float_is_zero, formatLang


class OrderLimit(models.Model):
    """What the list of limits says in words: which resolution, and what 0 means."""

    _inherit = "order.limit"

    resolution = fields.Selection(
        selection="_selection_resolution",
        compute="_compute_resolution",
        inverse="_inverse_resolution",
        help="Which way to settle a claim.",
    )
    meaning = fields.Char(string="So They Settle Alone", compute="_compute_meaning")

    @api.model
    def _selection_resolution(self):
        """Return what can be limited: the resolutions, and the codes that rows name already."""
        known = self.env["order.case.resolution"]._selection_code()
        known += [("goodwill", self.env._("Goodwill"))]
        codes = dict(known)
        rows = (
            self.sudo().with_context(active_test=False).search([("resolution_code", "!=", False)])
        )
        others = {code for code in rows.mapped("resolution_code") if code not in codes}
        named = [*codes.items(), *((code, code) for code in sorted(others))]
        return [("any", self.env._("Any resolution")), *named]

    @api.depends("resolution_code")
    def _compute_resolution(self):
        for limit in self:
            limit.resolution = limit.resolution_code or "any"

    def _inverse_resolution(self):
        for limit in self:
            limit.resolution_code = limit.resolution != "any" and limit.resolution

    @api.depends("unlimited", "amount_case", "amount_day", "company_id")
    @api.depends_context("lang", "company")
    def _compute_meaning(self):
        for limit in self:
            limit.meaning = limit._say_meaning()

    def _say_meaning(self):
        if self.unlimited:
            return self.env._("Everything")
        if float_is_zero(self.amount_case, precision_digits=2):
            return self.env._("Nothing: a second person approves every claim")
        case = self._format(self.amount_case)
        if float_is_zero(self.amount_day, precision_digits=2):
            return self.env._("%s a claim, as many a day as there are", case)
        day = self._format(self.amount_day)
        return self.env._("%(case)s a claim, %(day)s a day", case=case, day=day)

    def _format(self, amount):
        currency = (self.company_id or self.env.company).currency_id
        return formatLang(self.env, amount, currency_obj=currency)
