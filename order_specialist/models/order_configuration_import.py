import json

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .order_configuration import FORMAT, REFERENCES, SECTIONS, VERSION

#: What a mode of a checklist notes when it begins.
START = {"observe": "observed_from", "enforce": "effective_from"}


class UnmatchedError(Exception):
    """Something that a file names and this database does not have."""


class OrderConfiguration(models.AbstractModel):
    """Reading the file: what has a code that is known is brought up to date, the rest is added.

    A record that names what is not here (a group, a user, a field, another company) is left out
    as a whole, and said: half a rule may be laxer than none.
    """

    _inherit = "order.configuration"

    @api.model
    def _import(self, text):
        """Read a file that ``_export`` wrote.

        :returns: ``(counts, problems)``: ``{"created": n, "updated": n}``, and what was left out
        :raises UserError: when it is no such file; nothing is written then
        """
        self._check_administrator()
        data = self._parse(text)
        counts, problems = {"created": 0, "updated": 0}, []
        for model in SECTIONS:
            records = {self._get_key(row, model): row for row in data.get(model, [])}
            known = self._get_known(model)
            links = []
            for key, row in records.items():
                record = self._import_row(known.get(key, self.env[model]), row, problems, links)
                counts["updated" if key in known else "created"] += bool(record)
                if record and "checks" in row:
                    self._import_checks(record, row["checks"], counts, problems)
            self._link(links, problems)
        self._import_company(data.get("company", {}), problems)
        return counts, problems

    @api.model
    def _parse(self, text):
        """Return the file's content, after looking at all of its form."""
        try:
            data = json.loads(text)
            if data["format"] != FORMAT or data["version"] > VERSION:
                raise UserError(self.env._("This file is of a later version of the order desk."))
            for model in SECTIONS:
                for row in data.get(model, []):
                    dict(row)
                    self._get_key(row, model)
                    [check["code"] for check in row.get("checks", [])]
            dict(data.get("company", {}))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(self.env._("This is no configuration of the order desk.")) from error
        return data

    @api.model
    def _get_key(self, row, model):
        return tuple(row[name] for name in SECTIONS[model])

    @api.model
    def _get_known(self, model):
        """Return ``{key: record}`` of what is here."""
        records = self._get_records(model)
        codes = {}
        if model == "order.checklist":
            codes = {record: code for code, record in self._get_codes(records).items()}
        known = {}
        for record in records:
            row = {n: self._get_value(record, record._fields[n]) for n in SECTIONS[model]}
            row |= {"code": codes[record]} if codes else {}
            known.setdefault(self._get_key(row, model), record)
        return known

    @api.model
    def _import_checks(self, checklist, rows, counts, problems):
        known = self._get_codes(self._get_checks(checklist))
        for row in rows:
            check = known.get(row["code"], self.env["order.check"])
            row = {**row, "checklist_id": checklist}
            done = self._import_row(check, row, problems, [])
            counts["updated" if check else "created"] += bool(done)

    @api.model
    def _import_row(self, record, row, problems, links):
        """Write or create one record; return it, or an empty one if it was left out."""
        if record and self._is_as(record, row):
            return record
        label = f"{record._description} “{self._get_label(row)}”"
        try:
            with self.env.cr.savepoint():
                values = self._prepare_values(record, row, label, problems, links)
                written = self._write(record, values, row)
                written.flush_recordset()
                if "xmlid" in row:
                    self._name_record(written, row["xmlid"])
        except UnmatchedError as error:
            problems.append(self.env._("%(what)s is left out: %(why)s", what=label, why=error))
        except psycopg2.OperationalError:
            raise  # somebody else was faster: the whole transaction starts over
        except AccessError:
            raise
        except (UserError, ValueError, TypeError, psycopg2.Error) as error:
            self.env.invalidate_all()
            problems.append(self.env._("%(what)s is left out: %(why)s", what=label, why=error))
        else:
            links += [(written, row, label)]
            return written
        return record.browse()

    @api.model
    def _is_as(self, record, row):
        """Return whether the record says all that the row does already."""
        now = {"code": row.get("code"), **self._prepare_row(record)}
        return all(now.get(name) == row[name] for name in row.keys() - {"checks", "checklist_id"})

    @api.model
    def _get_label(self, row):
        name = row.get("name") or row.get("kind") or row.get("group_id") or row.get("code")
        return next(iter(name.values())) if isinstance(name, dict) else name

    @api.model
    def _prepare_values(self, record, row, label, problems, links):
        known = self._get_fields(record._name)
        values = {}
        for name, value in row.items():
            field = known.get(name)
            if name == "checklist_id":
                values[name] = value.id
            elif field and field.relational:
                if field.comodel_name != record._name:
                    values[name] = self._find_references(field, value, label, problems)
            elif field and field.translate and isinstance(value, dict):
                values[name] = value.get("en_US") or next(iter(value.values()))
            elif field:
                values[name] = value
            elif name not in ("xmlid", "checks"):
                problems.append(
                    self.env._("%(what)s: “%(name)s” is unknown here.", what=label, name=name)
                )
        return values

    @api.model
    def _write(self, record, values, row):
        """Write what the file says; a checklist that begins to stop does so from now on."""
        record = record.with_context(lang=None)
        if values.get("mode") in START and (not record or record.mode != values["mode"]):
            values[START[values["mode"]]] = fields.Datetime.now()
        if record:
            record.write(values)
        else:
            record = record.create(values)
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for name, value in row.items():
            if isinstance(value, dict) and name in values:
                texts = {lang: text for lang, text in value.items() if lang in installed}
                record.update_field_translations(name, texts)
        return record

    @api.model
    def _name_record(self, record, xmlid):
        """Give the record the name that the file knows it by, where nothing else has it."""
        if not self.env.ref(xmlid, raise_if_not_found=False):
            self.env["ir.model.data"].sudo()._update_xmlids(
                [{"xml_id": xmlid, "record": record, "noupdate": True}]
            )

    @api.model
    def _find_references(self, field, value, label, problems):
        """Return the value of a relation; what is not here is said.

        :raises UnmatchedError: when nothing would be left, which may mean "everybody"
        """
        if field.type == "many2one":
            return value and self._find_reference(field.comodel_name, value).id
        found, missing = [], []
        for reference in value:
            try:
                found.append(self._find_reference(field.comodel_name, reference).id)
            except UnmatchedError as error:
                missing.append(str(error))
        if missing and not found:
            raise UnmatchedError(" ".join(missing))
        problems += [f"{label}: {text}" for text in missing]
        return [Command.set(found)]

    @api.model
    def _find_reference(self, model, reference):
        how, _colon, what = reference.partition(":")
        records = self.env[model].sudo().with_context(active_test=False)
        if how == "xmlid":
            found = self.env.ref(what, raise_if_not_found=False)
        elif model == "res.company":
            found = self.env.user.company_ids.filtered(lambda company: company.name == what)
        elif how == REFERENCES.get(model):
            found = records.search([(how, "=", what)], limit=1)
        else:
            found = records.search([("display_name", "=", what)], limit=1)
        if not found or found._name != model:
            label = records._description
            raise UnmatchedError(
                self.env._("%(model)s “%(what)s” is not here.", model=label, what=what)
            )
        return found[:1]

    @api.model
    def _link(self, links, problems):
        """Write the relations within a section, once all of it is there."""
        for record, row, label in links:
            values = {}
            for name, field in self._get_fields(record._name).items():
                if field.relational and field.comodel_name == record._name and name in row:
                    try:
                        values[name] = self._find_references(field, row[name], label, problems)
                    except UnmatchedError as error:
                        problems.append(f"{label}: {error}")
            if values:
                record.write(values)

    @api.model
    def _import_company(self, settings, problems):
        """Write the settings of the user's company."""
        known = self._get_company_fields()
        for name in settings.keys() - known:
            problems.append(self.env._("Settings: “%s” is unknown here.", name))
        values = {name: settings[name] for name in known if name in settings}
        try:
            with self.env.cr.savepoint():
                self.env.company.sudo().write(values)
        except (UserError, ValueError, TypeError) as error:
            problems.append(self.env._("The settings of the company are left out: %s", error))
