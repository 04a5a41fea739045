import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .order_configuration_reference import UnmatchedError

#: What a mode of a checklist notes when it begins.
START = {"observe": "observed_from", "enforce": "effective_from"}


class OrderConfiguration(models.AbstractModel):
    """One row of the file becomes one record, or is left out and said."""

    _inherit = "order.configuration"

    @api.model
    def _import_row(self, record, row, problems, links):
        """Write or create one record; return it, or an empty one if it was left out."""
        if record and self._is_as(record, row):
            return record
        label = f"{record._description} “{self._get_label(row)}”"
        try:
            with self.env.cr.savepoint():
                values = self._prepare_values(record, row, label, problems)
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
    def _prepare_values(self, record, row, label, problems):
        """Return the values of a row; relations within its own section are linked later."""
        known = self._get_fields(record._name)
        values = {"checklist_id": row["checklist_id"].id} if "checklist_id" in row else {}
        for name in row.keys() - {"checklist_id", "xmlid", "checks"} - known.keys():
            problems.append(
                self.env._("%(what)s: “%(name)s” is unknown here.", what=label, name=name)
            )
        for name in [name for name in row if name in known and name != "checklist_id"]:
            field, value = known[name], row[name]
            if not field.relational:
                values[name] = self._get_source_text(value) if field.translate else value
            elif field.comodel_name != record._name:
                values[name] = self._find_references(field, value, label, problems)
        return values

    @api.model
    def _get_source_text(self, value):
        """Return the English of a text that the file has in several languages."""
        if isinstance(value, dict):
            return value.get("en_US") or next(iter(value.values()))
        return value

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
