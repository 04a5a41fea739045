from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class OrderEntryWizard(models.TransientModel):
    """What the customer's document says, as a person reads it.

    Compared (*source*), the order's values stand there, to be ticked or corrected. Typed a second
    time (*rekey*), nothing of the order is in this record, at most which products it has: what is
    not here cannot be read by any client.
    """

    _name = "order.entry.wizard"
    _description = "Compare with the Customer's Document"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    check_id = fields.Many2one("order.check", required=True, readonly=True, ondelete="cascade")
    method = fields.Selection(related="check_id.method")
    note = fields.Text(related="check_id.note")
    partner_id = fields.Many2one(related="order_id.partner_id")
    document_required = fields.Boolean(related="check_id.document_required")
    watch_reference = fields.Boolean(related="check_id.watch_reference")
    watch_address = fields.Boolean(related="check_id.watch_address")
    watch_products = fields.Boolean(related="check_id.watch_products")
    watch_prices = fields.Boolean(related="check_id.watch_prices")
    watch_dates = fields.Boolean(related="check_id.watch_dates")
    has_lines = fields.Boolean(compute="_compute_has_lines")
    document_ids = fields.Many2many(
        "ir.attachment", string="Documents of the Order", compute="_compute_document_ids"
    )
    document_id = fields.Many2one(
        "ir.attachment",
        domain="[('id', 'in', document_ids)]",
        ondelete="set null",
        help="What the customer sent, attached to the order.",
    )
    upload = fields.Binary(string="Or Add It", attachment=False)
    upload_name = fields.Char()
    reference = fields.Char(string="Customer's Order No.")
    requested_date = fields.Date(string="Requested")
    recipient = fields.Char(string="Ship-to Name")
    street = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    country_id = fields.Many2one("res.country", ondelete="cascade")
    is_reference_seen = fields.Boolean(string="Order No. Compared")
    is_date_seen = fields.Boolean(string="Date Compared")
    is_address_seen = fields.Boolean(string="Address Compared")
    line_ids = fields.One2many("order.entry.wizard.line", "wizard_id", string="Lines")

    @api.depends("watch_products", "watch_prices")
    def _compute_has_lines(self):
        for wizard in self:
            wizard.has_lines = wizard.watch_products or wizard.watch_prices

    @api.depends("order_id", "document_id")
    def _compute_document_ids(self):
        attachments = self.env["ir.attachment"]
        for wizard in self:
            domain = [
                ("res_model", "=", "sale.order"),
                ("res_id", "=", wizard.order_id.id),
                ("res_field", "=", False),
            ]
            wizard.document_ids = attachments.search(domain, order="id desc")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        order = self.env["sale.order"].browse(values.get("order_id"))
        check = self.env["order.check"].browse(values.get("check_id"))
        if not order or not check:
            return values
        order.check_access("read")
        facts = self.env["order.gate"]._get_facts(order)
        wizard = self.new({"order_id": order.id})
        values["document_id"] = wizard.document_ids[:1]._origin.id
        if check.method == "source":
            return {**values, **self._prepare_said(facts, order.id)}
        if not check.blind_products:
            lines = self.env["order.entry.wizard.line"]
            values["line_ids"] = lines._prepare_blind(facts, order.id)
        return values

    @api.model
    def _prepare_said(self, facts, order_id):
        """Return what the order says, to be compared."""
        order = facts.by_id[order_id]
        lines = self.env["order.entry.wizard.line"]
        return {
            "reference": order.client_order_ref,
            "requested_date": order.requested_date,
            "recipient": order.ship_name,
            "street": order.ship_street,
            "zip": order.ship_zip,
            "city": order.ship_city,
            "country_id": order.ship_country_id,
            "line_ids": lines._prepare_said(facts, order_id),
        }

    def action_add_document(self):
        """Attach the chosen file to the order, and show it."""
        self.ensure_one()
        self._attach_upload()
        view = "order_entry_wizard_view_form"
        if self.method == "rekey":
            view += "_blind"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Second Entry")
            if self.method == "rekey"
            else self.env._("Compare with the Document"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref(f"order_specialist.{view}").sudo().id, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _attach_upload(self):
        if not self.upload:
            return
        self.document_id = self.env["ir.attachment"].create(
            {
                "name": self.upload_name or self.env._("Customer's document"),
                "datas": self.upload,
                "res_model": "sale.order",
                "res_id": self.order_id.id,
            }
        )
        self.upload = False

    def action_apply(self):
        """Keep what the document says, and say how many differences there are."""
        self.ensure_one()
        if self.create_uid != self.env.user:
            raise AccessError(self.env._("Somebody else typed this."))
        self._attach_upload()
        if self.document_id - self.document_ids:
            raise UserError(self.env._("Attach the customer's document to the order first."))
        self._check_complete()
        differences = self.env["order.check.result"]._enter(
            self.order_id, self.check_id, self._get_stated(), self.document_id
        )
        return self._say(differences)

    def _check_complete(self):
        """Refuse what was not looked at or typed: it would count as agreed."""
        if self.method == "source":
            seen = [
                not self.watch_reference or self.is_reference_seen,
                not self.watch_dates or self.is_date_seen,
                not self.watch_address or self.is_address_seen,
                not self.has_lines or all(self.line_ids.mapped("is_seen")),
            ]
            if not all(seen):
                raise UserError(self.env._("Tick each row that you have compared."))
        elif self.watch_products and any(line.quantity <= 0 for line in self.line_ids):
            raise UserError(
                self.env._(
                    "Type a quantity for each product; remove the one that the document does not "
                    "have."
                )
            )

    def _get_stated(self):
        """Return what the document says, of what is watched; see ``tools/stated.py``."""
        stated = {"partner": self.order_id.partner_id.id}
        if self.watch_reference:
            stated["reference"] = self.reference or ""
        if self.watch_dates:
            stated["date"] = fields.Date.to_string(self.requested_date) or ""
        if self.watch_address:
            stated.update(self._get_stated_address())
        if self.has_lines:
            stated["lines"] = [
                line._get_stated()
                for line in self.line_ids
                if line.quantity or not self.watch_products
            ]
        return stated

    def _get_stated_address(self):
        """Return where the goods go by the document; many say neither name nor country."""
        said = {"recipient": self.recipient, "country": self.country_id.id}
        named = {name: value for name, value in said.items() if value}
        return {**named, "address": [self.street or "", self.zip or "", self.city or ""]}

    def _say(self, differences):
        close = {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if differences else "success",
                "message": self.env["order.check.result"]._say_outcome(differences),
                "next": close,
            },
        }
