from odoo import api, fields, models

#: What of an order a repair may change, by the names of the facts, and the field that says it.
ORDER_FIELDS = {
    "partner_id": "partner_id",
    "partner_shipping_id": "partner_shipping_id",
    "client_order_ref": "client_order_ref",
    "ordered_by": "ordered_by",
    "requested_date": "requested_date",
    "promised_date": "commitment_date",
    "pricelist_id": "pricelist_id",
    "fiscal_position_id": "fiscal_position_id",
    "warehouse_id": "warehouse_id",
    "user_id": "user_id",
    "amount_total": "amount_total",
}
LINE_FIELDS = {
    "product_id": "product_id",
    "quantity": "product_uom_qty",
    "unit_id": "product_uom_id",
    "price_unit": "price_unit",
    "discount": "discount",
    "promised_date": "promised_date",
}


class OrderFindingEvent(models.Model):
    """What happened to an issue between the day it was seen and the day it went.

    Rows are only ever added: what the issue said before, and what a button changed of the order.
    """

    _name = "order.finding.event"
    _description = "What Happened to an Issue"
    _inherit = ["order.record.mixin"]
    _order = "id"
    _rec_name = "text"

    finding_id = fields.Many2one("order.finding", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="By", required=True, ondelete="restrict")
    kind = fields.Selection(
        [("changed", "Found differently"), ("fixed", "Fixed by the button")], required=True
    )
    name = fields.Char(string="Field", help="Technical name of what has changed.")
    line_ref = fields.Integer(string="Line", help="Id of the order line, 0 for the order.")
    before = fields.Json()
    after = fields.Json()
    text = fields.Char(string="What Happened", compute="_compute_text")

    @api.depends_context("lang")
    def _compute_text(self):
        for event in self:
            before, after = event._get_texts()
            values = {"field": event._get_label(), "before": before, "after": after}
            if event.name:
                event.text = self.env._("%(field)s: %(before)s → %(after)s", **values)
            else:
                event.text = self.env._("Fixed; the order itself says the same as before.")

    def _get_label(self):
        """Return how the screen calls what has changed."""
        if self.kind == "changed":
            field = self.env["order.finding"]._fields.get(self.name)
        else:
            model = "sale.order.line" if self.line_ref else "sale.order"
            names = LINE_FIELDS if self.line_ref else ORDER_FIELDS
            field = self.env[model]._fields.get(names.get(self.name))
        return field._description_string(self.env) if field else self.name

    def _get_texts(self):
        """Return what it was before and after, in words."""
        place = {"expected": 0, "actual": 1}.get(self.name)
        if self.kind != "changed" or place is None:
            return self._get_text(self.before), self._get_text(self.after)
        values = [{self.name: self.before}, {self.name: self.after}]
        texts = [self.finding_id._say(**value)[place] or "–" for value in values]
        if texts[0] == texts[1]:  # what is different shows in the whole sentence only
            finding = self.finding_id.sudo()
            plain = [finding._as_value()._replace(**value) for value in values]
            texts = [finding.check_id._describe(value) for value in plain]
        return texts

    def _get_text(self, value):
        if isinstance(value, bool):
            return self.env._("yes") if value else self.env._("no")
        field = self.env["order.finding"]._fields.get(self.name if self.kind == "changed" else "")
        if field and field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return self.env["order.check"]._say_value(value) or "–"

    @api.model
    def _get_said(self, order):
        """Return ``{(line id or 0, name): value}``: what ``order`` says, as a person reads it."""
        facts = self.env["order.gate"]._get_facts(order)
        said = {}
        for row in facts.orders:
            said |= self._get_row_values(0, row, "sale.order", ORDER_FIELDS)
        for row in facts.lines:
            said |= self._get_row_values(row.id, row, "sale.order.line", LINE_FIELDS)
        return said

    @api.model
    def _get_row_values(self, line_ref, row, model, names):
        values = {}
        for name, field_name in names.items():
            value = getattr(row, name)
            field = self.env[model]._fields[field_name]
            if field.type == "many2one" and value:
                value = self.env[field.comodel_name].sudo().browse(value).display_name
            elif field.type in ("date", "datetime"):
                value = str(value or "")
            values[line_ref, name] = value
        return values

    @api.model
    def _prepare_fix_values(self, finding, before, after):
        """Return the rows that say what a button changed; one row that says who, if nothing."""
        common = {
            "finding_id": finding.id,
            "company_id": finding.company_id.id,
            "user_id": self.env.uid,
            "kind": "fixed",
        }
        keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        return [
            {
                **common,
                "line_ref": line_ref,
                "name": name,
                "before": before.get((line_ref, name)),
                "after": after.get((line_ref, name)),
            }
            for line_ref, name in keys
        ] or [common]
