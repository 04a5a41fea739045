from odoo import api, fields, models
from odoo.fields import Domain

#: How long ago the same may have happened to the customer.
SIMILAR_DAYS = 365


class OrderCase(models.Model):
    """Claims that look like this one: of its order, or the customer's of the same article."""

    _inherit = "order.case"

    similar_count = fields.Integer(compute="_compute_similar", compute_sudo=True)
    same_line_warning = fields.Text(compute="_compute_similar", compute_sudo=True)

    @api.depends("order_id", "partner_id", "cause_id", "line_ids.order_line_id")
    def _compute_similar(self):
        for case in self:
            stored = case._origin
            similar = self.search(stored._get_similar_domain()) if stored else self.browse()
            case.similar_count = len(similar)
            case.same_line_warning = stored._describe_same_lines(similar) if stored else False

    def _get_similar_domain(self):
        """Return the domain of the claims that whoever works on this one should know."""
        self.ensure_one()
        same = Domain("order_id", "=", self.order_id.id) if self.order_id else Domain.FALSE
        customer = self.partner_id.commercial_partner_id
        products = self.line_ids.product_id
        if customer:
            about = Domain("line_ids.product_id", "in", products.ids)
            if self.cause_id:
                about |= Domain("cause_id", "=", self.cause_id.id)
            since = fields.Datetime.subtract(fields.Datetime.now(), days=SIMILAR_DAYS)
            same |= (
                Domain("partner_id.commercial_partner_id", "=", customer.id)
                & Domain("reported_on", ">=", since)
                & about
            )
        others = Domain("id", "!=", self.id) & Domain("company_id", "=", self.company_id.id)
        return others & Domain("state", "!=", "cancelled") & same

    def _describe_same_lines(self, similar):
        """Return which lines other claims are about as well; the sums are checked anyway."""
        mine = self.line_ids.order_line_id
        rows = [
            self.env._(
                "%(article)s is also in claim %(name)s (%(type)s).",
                article=line.product_id.display_name,
                name=line.case_id.name,
                type=line.case_id.type_id.name,
            )
            for line in similar.line_ids
            if line.order_line_id in mine
        ]
        return "\n".join(dict.fromkeys(rows)) or False

    def action_view_similar(self):
        """Open the claims that look like this one (stat button)."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("order_specialist.order_case_action")
        similar = self.search(self._get_similar_domain())
        return {
            **action,
            "name": self.env._("Similar claims"),
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", similar.ids)],
            "context": {},
        }
