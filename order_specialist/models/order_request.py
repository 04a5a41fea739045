from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: What a request of a kind asks for: the button that the decider gets.
ACTIONS = {"override": "override", "hold": "release_hold", "review": "review"}


class OrderRequest(models.Model):
    """A decision that somebody of the desk asks a group for, by a mail with a link.

    The group is asked, not a person: whoever of it comes first decides, in the dialogs and with
    the rights of the desk. What became of it is read from the override, hold or review itself.
    """

    _name = "order.request"
    _description = "Request for a Decision"
    _inherit = ["order.figures.mixin"]
    _order = "id desc"
    _rec_name = "message"
    _figures = frozenset(("asked_by_id", "asked_on", "refused_by_id", "refused_on", "refusal"))

    order_id = fields.Many2one(
        "sale.order", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(
        [("override", "Override"), ("hold", "Release a hold"), ("review", "Review")],
        string="Asks For",
        required=True,
        readonly=True,
    )
    blocker = fields.Json(readonly=True, help="What names it: check, line and key, or source id.")
    check_id = fields.Many2one("order.check", readonly=True, ondelete="cascade")
    message = fields.Char(string="What Stops It", readonly=True)
    note = fields.Text(string="Why", help="What who decides has to know.")
    asked_by_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user)
    asked_on = fields.Datetime(readonly=True)
    refused_by_id = fields.Many2one("res.users", readonly=True)
    refused_on = fields.Datetime(readonly=True)
    refusal = fields.Text(readonly=True)
    outcome = fields.Char(compute="_compute_outcome", compute_sudo=True)
    group_names = fields.Char(compute="_compute_group_names", compute_sudo=True)
    may_decide = fields.Boolean(compute="_compute_may_decide")

    @api.depends("refused_on")
    @api.depends_context("lang")
    def _compute_outcome(self):
        for request in self:
            request.outcome = request._get_outcome()

    def _get_outcome(self):
        """Return what became of it, in words; empty while it waits."""
        if self.refused_on:
            return self.env._(
                "%(who)s refused it: %(why)s", who=self.refused_by_id.name, why=self.refusal
            )
        source = self._get_source()
        if self.kind == "hold" and not source.is_active:
            return self.env._("%s released the hold.", source.released_by_id.name)
        if self.kind == "review" and not source.needs_review:
            return self.env._("%s reviewed it.", source.reviewed_by_id.name)
        if self.kind == "override":
            return self._get_override_outcome()
        return False

    def _get_override_outcome(self):
        blocker = self.blocker
        domain = [
            ("order_id", "=", self.order_id.id),
            ("check_id", "=", self.check_id.id),
            ("line_id", "=", blocker.get("line_id") or False),
            ("key", "=", blocker["key"]),
            ("is_valid", "=", True),
        ]
        override = self.env["order.override"].search(domain, limit=1)
        if override:
            return self.env._("%s let it pass.", override._get_who())
        found = self.check_id._find(self.order_id).findings
        wanted = (blocker.get("line_id") or False, blocker["key"])
        if any((finding.line_id or False, finding.key) == wanted for finding in found):
            return False
        return self.env._("It is solved already.")

    def _compute_group_names(self):
        for request in self:
            request.group_names = " / ".join(request._get_groups().mapped("full_name"))

    @api.depends_context("uid")
    def _compute_may_decide(self):
        for request in self:
            groups = request.sudo()._get_groups()
            may = self.env["order.delegation"]._has_right(groups)
            request.may_decide = may and not request.outcome

    def _get_source(self):
        model = {"hold": "order.hold", "review": "order.override"}.get(self.kind)
        return self.env[model].browse(self.blocker["source_id"]) if model else None

    def _get_groups(self):
        """Return the groups that decide it (as superuser)."""
        if self.kind == "override":
            return self.check_id._get_override_group()
        if self.kind == "review":
            return self.env.ref("order_specialist.group_supervisor")
        hold_type = self._get_source().type_id
        return hold_type.release_group_ids or hold_type._get_default_groups()

    def _get_deciders(self):
        """Return the users who may decide it now, those with lent rights included."""
        groups = self._get_groups()
        users = groups.all_user_ids
        borrowers = [term.borrower_id for term in self.env["order.delegation"]._get_terms()]
        users |= (
            self.env["res.users"]
            .browse(borrowers)
            .filtered(lambda user: self.env["order.delegation"]._get_lenders(groups, user))
        )
        company = self.company_id
        return users.filtered(lambda user: user.active and company in user.company_ids)


class OrderRequestActions(models.Model):
    """Sending a request, and what who opens its link does."""

    _inherit = "order.request"

    def action_send(self):
        """Mail the request to the group (button of the dialog)."""
        self.ensure_one()
        return self._send()

    def _send(self):
        """Mail the requests to those who decide them: one mail for each order."""
        if any(self.mapped("asked_on")):
            raise UserError(self.env._("This was sent already."))
        for order, requests in self.grouped("order_id").items():
            for partners, asked in requests._group_by_deciders().items():
                order.message_post(
                    subject=self.env._("Please decide: %s", order.name),
                    body=asked._get_body(),
                    partner_ids=partners.ids,
                    message_type="comment",
                    subtype_xmlid="mail.mt_note",
                )
        self.sudo().asked_on = fields.Datetime.now()
        return {"type": "ir.actions.act_window_close"}

    def _group_by_deciders(self):
        """Return ``{partners: requests}``: who decides, the user himself left out."""
        groups = {}
        for request in self:
            deciders = request.sudo()._get_deciders().partner_id - self.env.user.partner_id
            if not deciders:
                raise UserError(
                    self.env._("Nobody else of “%s” could decide it.", request.sudo().group_names)
                )
            key = deciders.sudo(False)
            groups[key] = groups.get(key, self.browse()) | request
        return groups

    def _get_body(self):
        body = Markup()
        for request in self:
            text = self.env._(
                "%(who)s asks for a decision on %(order)s: %(issue)s",
                who=self.env.user.name,
                order=request.order_id.name,
                issue=request.message,
            )
            body += Markup("<p>%s<br/><a href='%s'>%s</a></p>") % (
                text,
                f"{request.get_base_url()}/order-desk/decide/{request.id}",
                self.env._("Open it and decide"),
            )
        notes = dict.fromkeys(filter(None, self.mapped("note")))
        return body + Markup().join(Markup("<p>%s</p>") % note for note in notes)

    def action_decide(self):
        """Open the dialog of the desk that lets it pass, releases or reviews (button)."""
        self._check_open()
        return self.env["order.desk"]._act(self.order_id, self.blocker, ACTIONS[self.kind])

    def action_refuse(self):
        """Open the dialog that asks why it is refused (button)."""
        self._check_open()
        return self.env["order.desk"]._open_wizard(
            "order.request.refuse.wizard", self.env._("Refuse"), request_id=self.id
        )

    def _refuse(self, why):
        """Refuse it, and tell who asked."""
        self.env["order.gate"]._lock(self.order_id)
        self._check_open()
        if not (why or "").strip():
            raise UserError(self.env._("Write why not."))
        self.sudo().write(
            {
                "refused_by_id": self.env.uid,
                "refused_on": fields.Datetime.now(),
                "refusal": why,
            }
        )
        self.order_id.sudo().message_post(
            body=self.env._("Refused: %(issue)s. %(why)s", issue=self.message, why=why),
            author_id=self.env.user.partner_id.id,
            partner_ids=self.asked_by_id.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )

    def _check_open(self):
        """Refuse who may not decide, and who comes second."""
        self.ensure_one()
        if self.outcome:
            raise UserError(self.env._("There is nothing left to decide. %s", self.outcome))
        if not self.env["order.delegation"]._has_right(self.sudo()._get_groups()):
            raise AccessError(self._say_who_decides())

    def _say_who_decides(self):
        return self.env._("Only “%s” decides this.", self.sudo().group_names)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(self.env._("What was asked and decided stays as a record."))
