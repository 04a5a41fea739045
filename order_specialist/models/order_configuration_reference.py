from odoo import api, models
from odoo.fields import Command

from .order_configuration import REFERENCES


class UnmatchedError(Exception):
    """Something that a file names and this database does not have."""


class OrderConfiguration(models.AbstractModel):
    """What a row of the file names: records of Odoo, and others of its own section."""

    _inherit = "order.configuration"

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
