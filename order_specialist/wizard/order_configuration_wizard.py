import base64
from binascii import Error as NoBase64
from contextlib import closing

from odoo import fields, models
from odoo.exceptions import UserError


class OrderConfigurationWizard(models.TransientModel):
    """The configuration of the desk as a file: to take along, and to read one."""

    _name = "order.configuration.wizard"
    _description = "Configuration File"

    file = fields.Binary(attachment=False)
    filename = fields.Char()
    state = fields.Selection(
        [("export", "Export"), ("import", "Import"), ("tried", "Looked at"), ("done", "Done")],
        default="import",
        required=True,
        readonly=True,
    )
    summary = fields.Char(readonly=True)
    problems = fields.Text(readonly=True)

    def action_export(self):
        """Make the file, to be saved from the dialog."""
        text = self.env["order.configuration"]._export()
        wizard = self.create(
            {
                "file": base64.b64encode(text.encode()),
                "filename": f"order-desk-{fields.Date.context_today(self)}.json",
                "state": "export",
            }
        )
        return wizard._open(self.env._("Export the Configuration"))

    def action_choose(self):
        """Open the dialog that asks for a file."""
        return self.create({})._open(self.env._("Import a Configuration"))

    def action_try(self):
        """Say what the file would do: it is read as if for good, and taken back."""
        self.ensure_one()
        with closing(self.env.cr.savepoint()):
            counts, problems = self.env["order.configuration"]._import(self._get_text())
        self.env.registry.clear_cache()
        self._tell(
            "tried",
            problems,
            self.env._(
                "%(created)s records would be added and %(updated)s brought up to date.", **counts
            ),
        )
        return self._open(self.env._("Import a Configuration"))

    def action_import(self):
        """Read the file for good; all of it in one transaction."""
        self.ensure_one()
        counts, problems = self.env["order.configuration"]._import(self._get_text())
        self._tell(
            "done",
            problems,
            self.env._("%(created)s records were added, %(updated)s brought up to date.", **counts),
        )
        return self._open(self.env._("Import a Configuration"))

    def _get_text(self):
        try:
            return base64.b64decode(self.file or b"").decode()
        except (NoBase64, UnicodeDecodeError) as error:
            raise UserError(self.env._("This is no configuration of the order desk.")) from error

    def _tell(self, state, problems, summary):
        self.write({"state": state, "summary": summary, "problems": "\n".join(problems)})

    def _open(self, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
