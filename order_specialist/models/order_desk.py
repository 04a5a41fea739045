from odoo import api, models
from odoo.exceptions import AccessError, UserError


class OrderDesk(models.AbstractModel):
    """What the specialist does about orders and their blockers, whatever screen asks for it."""

    _name = "order.desk"
    _description = "Order Desk"

    @api.model
    def _act(self, order, blocker, action):
        """Do what a button beside a blocker says.

        :param order: the order, as the user sees it
        :param blocker: dict that names it: source_model, source_id, check_id, line_id, key
        :param action: one of the names in the blocker's ``actions``
        :returns: an action to open, or ``True``
        """
        order.ensure_one()
        handler = getattr(self, f"_act_{action}", None)
        if handler is None:
            raise UserError(self.env._("Unknown action: %s", action))
        return handler(order, blocker)

    @api.model
    def _act_open(self, order, blocker):
        model, record_id = "sale.order", order.id
        if blocker.get("source_model") in ("order.case", "order.handoff"):
            model, record_id = blocker["source_model"], blocker["source_id"]
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": record_id,
            "views": [(False, "form")],
        }

    @api.model
    def _act_open_case(self, order, blocker):
        return self._act_open(order, blocker)

    @api.model
    def _act_fix(self, order, blocker):
        """Make the one repair that is unambiguous, as the user's own action."""
        order.check_access("write")
        finding = self._get_finding(order, blocker)
        check = finding.check
        if not check._can_fix(finding):
            raise UserError(self.env._("Only a person can fix this."))
        text = check._describe(finding)  # before: the repair may take the line away
        result = check._fix(finding)
        order.message_post(body=self.env._("Fixed: %s", text))
        return result or True

    @api.model
    def _act_override(self, order, blocker, kind="override"):
        finding = self._get_finding(order, blocker)
        return self._open_wizard(
            "order.override.wizard",
            self.env._("Release Now, Review Later")
            if kind == "release_now"
            else self.env._("Override"),
            order_id=order.id,
            check_id=finding.check.id,
            line_id=finding.line_id,
            key=finding.key,
            kind=kind,
            message=finding.check._describe(finding),
        )

    @api.model
    def _act_release_now(self, order, blocker):
        if blocker.get("source_model") == "order.hold":
            hold_type = self.env["order.hold"].sudo().browse(blocker["source_id"]).type_id
            raise AccessError(hold_type.with_env(self.env)._say_who_releases())
        return self._act_override(order, blocker, kind="release_now")

    @api.model
    def _act_tick(self, order, blocker):
        check = self.env["order.check"].browse(blocker["check_id"])
        self.env["order.check.result"]._tick(order, check)
        return True

    @api.model
    def _act_release_hold(self, order, blocker):
        return self._open_wizard(
            "order.hold.wizard",
            self.env._("Release Hold"),
            hold_ids=[blocker["source_id"]],
            order_ids=order.ids,
            is_release=True,
        )

    @api.model
    def _act_review(self, order, blocker):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Review"),
            "res_model": "order.override",
            "res_id": blocker["source_id"],
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _act_ask(self, order, blocker):
        order.check_access("write")
        source_model, source_id = blocker["source_model"], blocker["source_id"]
        if source_model == "order.finding":
            self.env["order.verification"]._store(order)
            source_id = self._get_stored_finding(order, blocker).id
        return self._open_wizard(
            "order.ask.wizard",
            self.env._("Ask"),
            order_id=order.id,
            source_model=source_model,
            source_id=source_id,
        )

    @api.model
    def _act_answer(self, order, blocker):
        """The answer to what was asked has come."""
        return self.env[blocker["source_model"]].browse(blocker["source_id"]).action_answer()

    @api.model
    def _open_wizard(self, model, title, **defaults):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{name}": value for name, value in defaults.items()},
        }

    @api.model
    def _get_finding(self, order, blocker):
        """Return the finding that a blocker speaks of, as the order says it now."""
        check = self.env["order.check"].sudo().browse(blocker["check_id"])
        for finding in check._find(order).findings:
            if (finding.line_id or False, finding.key) == (
                blocker.get("line_id") or False,
                blocker["key"],
            ):
                return finding
        raise UserError(self.env._("This is solved already; please reload."))

    @api.model
    def _get_stored_finding(self, order, blocker):
        return self.env["order.finding"].search(
            [
                ("order_id", "=", order.id),
                ("check_id", "=", blocker["check_id"]),
                ("line_id", "=", blocker.get("line_id") or False),
                ("key", "=", blocker["key"]),
                ("is_open", "=", True),
            ],
            limit=1,
        )
