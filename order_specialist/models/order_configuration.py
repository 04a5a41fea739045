import json
import re

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

FORMAT = "order_specialist.configuration"
VERSION = 1
#: What the file holds, in the order in which it is read, and by what a record is known again.
SECTIONS = {
    "order.reason": ("usage", "code"),
    "order.hold.type": ("code",),
    "order.department": ("company_id", "code"),
    "order.case.cause": ("code",),
    "order.case.type": ("code",),
    "order.limit": ("company_id", "group_id", "resolution_code"),
    "order.change.rule": ("company_id", "kind", "group_id"),
    "order.checklist": ("company_id", "code"),
}
#: By which field a record of another model is known in another database.
REFERENCES = {
    "res.company": "name",
    "res.users": "login",
    "res.currency": "name",
    "res.country": "code",
    "stock.warehouse": "code",
    "resource.calendar": "name",
    "order.hold.type": "code",
    "order.department": "code",
    "order.case.cause": "code",
    "order.case.type": "code",
}
#: What is no setting: it belongs to this database, or is worked out.
LEFT_OUT = {"id", "display_name", "create_uid", "create_date", "write_uid", "write_date"}
LEFT_OUT |= {"version", "effective_from", "observed_from", "checklist_id"}


class OrderConfiguration(models.AbstractModel):
    """The configuration of the desk as one file, by codes instead of ids.

    Every stored field of a model in ``SECTIONS`` that somebody may write is in the file, so a
    setting that another addon adds is too.
    """

    _name = "order.configuration"
    _description = "Configuration File"

    @api.model
    def _check_administrator(self):
        group = "order_specialist.group_administrator"
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(self.env._("Only administrators of the order desk do this."))

    @api.model
    def _export(self):
        """Return the configuration of the user's companies as the text of a file."""
        self._check_administrator()
        data = {"format": FORMAT, "version": VERSION, "company": self._get_company_settings()}
        for model in SECTIONS:
            rows = self._prepare_rows(self._get_records(model))
            data[model] = sorted(rows, key=lambda row, model=model: self._get_sort(model, row))
        return json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True)

    @staticmethod
    def _get_sort(model, row):
        names = ("sequence", *SECTIONS[model])
        return [f"{row[name]:09}" if name == "sequence" else str(row[name]) for name in names]

    @api.model
    def _get_records(self, model):
        """Return the records of a section that the user's companies share or own, archived too."""
        records = self.env[model].with_context(active_test=False, lang=None)
        domain = Domain.TRUE
        if "company_id" in records._fields:
            domain = Domain("company_id", "in", [False, *self.env.companies.ids])
        return records.search(domain, order="id")

    @api.model
    def _get_company_settings(self):
        company = self.env.company.sudo()
        return {name: company[name] for name in self._get_company_fields()}

    @api.model
    def _get_company_fields(self):
        """Return the names of the desk's settings of a company; whether it is on is none."""
        fields = self.env["res.company"]._fields.items()
        return sorted(
            name
            for name, field in fields
            if name.startswith("order_") and field.store and not field.relational
            if name != "order_desk_active"
        )

    @api.model
    def _get_fields(self, model):
        """Return the fields of ``model`` that a file holds: stored, and set by somebody."""
        skipped = LEFT_OUT | set(self.env["mail.activity.mixin"]._fields)
        skipped |= set(self.env["mail.thread"]._fields)
        return {
            name: field
            for name, field in self.env[model]._fields.items()
            if name not in skipped
            and field.store
            and not (field.related or field.compute and field.readonly)
            and field.type not in ("one2many", "binary")
        }

    @api.model
    def _prepare_rows(self, records):
        """Return the records as plain values that JSON can say, checks within their checklist."""
        if records._name not in ("order.checklist", "order.check"):
            return [self._prepare_row(record) for record in records]
        rows = []
        for code, record in self._get_codes(records).items():
            row = {**self._prepare_row(record), "code": code}
            if record._name == "order.checklist":
                row["checks"] = self._prepare_rows(self._get_checks(record))
            rows.append(row)
        return rows

    @api.model
    def _get_checks(self, checklist):
        return checklist.with_context(active_test=False).check_ids.sorted("id")

    @api.model
    def _prepare_row(self, record):
        row = {
            name: self._get_value(record, field)
            for name, field in self._get_fields(record._name).items()
        }
        xmlid = record.sudo().get_external_id()[record.id]
        if xmlid and not xmlid.startswith("__"):
            row["xmlid"] = xmlid
        return row

    @api.model
    def _get_value(self, record, field):
        value = record[field.name]
        if field.relational:
            references = sorted(self._get_reference(other) for other in value)
            return references if field.type == "many2many" else (references or [False])[0]
        if field.translate:
            return field._get_stored_translations(record) or False
        if field.type in ("date", "datetime"):
            return field.to_string(value)
        return value

    @api.model
    def _get_reference(self, record):
        """Return how ``record`` is known in another database, as "how:what"."""
        field = REFERENCES.get(record._name)
        if field:
            return f"{field}:{record.sudo()[field]}"
        xmlid = record.sudo().get_external_id()[record.id]
        if xmlid and not xmlid.startswith("__"):
            return f"xmlid:{xmlid}"
        return f"name:{record.sudo().display_name}"

    @api.model
    def _get_codes(self, records):
        """Return ``{code: record}`` of checklists or checks; one without is known by its name."""
        codes = {}
        for record in records:
            name = record.with_context(lang=None).name
            code = base = record.code or re.sub(r"\W+", "_", name.lower()).strip("_")
            number = 1
            while code in codes:
                number += 1
                code = f"{base}-{number}"
            codes[code] = record
        return codes
