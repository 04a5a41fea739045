from odoo import fields, models
from odoo.exceptions import UserError


class OrderCase(models.Model):
    """What a person does with a claim: one button, one guard each."""

    _inherit = "order.case"

    def action_investigate(self):
        """Take up the claims, also those that are closed already (button)."""
        self.filtered(lambda case: not case.user_id).user_id = self.env.user
        self._take_up()

    def _take_up(self):
        self.write({"state": "investigating", "waiting_on": False, "follow_up_on": False})

    def action_wait(self):
        """Somebody else has to answer first (button)."""
        self.write({"state": "waiting"})

    def action_cancel(self):
        """The claims were opened by mistake (button)."""
        self.check_access("write")
        self._lock()
        self.resolution_ids.filtered(lambda r: r.state != "done").action_cancel()
        self.write({"state": "cancelled"})

    def action_settle(self):
        """Open the dialog that settles this claim (button)."""
        self.ensure_one()
        return self._open_settle_dialog(self.env._("Settle claim"))

    def action_refuse(self):
        """Open the dialog that refuses what is left of this claim (button)."""
        self.ensure_one()
        return self._open_settle_dialog(self.env._("Refuse claim"), default_code="refuse")

    def action_done(self):
        """Close claims about which nothing has to be credited or sent (button)."""
        for case in self:
            if not case.is_sum_complete:
                raise UserError(self.env._("Say for each line what becomes of it."))
            case.check_access("write")
            case.sudo()._advance("approved", "settling", "settled")


class OrderCaseDialogs(models.Model):
    """What the buttons of a claim open."""

    _inherit = "order.case"

    credit_note_count = fields.Integer(compute="_compute_documents", compute_sudo=True)
    transfer_count = fields.Integer(compute="_compute_documents", compute_sudo=True)

    def _compute_documents(self):
        for case in self:
            case.credit_note_count = len(case.resolution_ids.account_move_id)
            case.transfer_count = len(case.resolution_ids.picking_id)

    def _open_settle_dialog(self, name, **context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "order.case.settle.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id, **context},
        }

    def _get_likely_code(self):
        """Return the resolution that the type offers first, if it applies; else one that does."""
        codes = self._get_fitting_codes()
        usual = self.type_id.resolution_code
        return usual if usual in codes else (codes or ["refuse"])[0]

    def _get_fitting_codes(self):
        """Return the resolutions that make sense for this claim, the likeliest kinds first."""
        ways = self.env["order.case.resolution"]._selection_code()
        case = self.sudo()
        return [code for code, _l in ways if case.env[f"order.resolution.{code}"]._applies_to(case)]

    def _settle_by(self, code):
        """Settle all that is open of this claim by ``code``, as its dialog would."""
        values = {"case_id": self.id, "code": code or self._get_likely_code()}
        return self.env["order.case.settle.wizard"].create(values).action_settle()

    def action_view_credit_notes(self):
        """Open the credit notes of this claim (stat button)."""
        return self.resolution_ids.account_move_id._get_records_action()

    def action_view_transfers(self):
        """Open the transfers of this claim (stat button)."""
        return self.resolution_ids.picking_id._get_records_action()
