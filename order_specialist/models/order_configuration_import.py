import json

from odoo import api, models
from odoo.exceptions import UserError

from .order_configuration import FORMAT, SECTIONS, VERSION


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
