from odoo import api, models
from odoo.exceptions import UserError

#: Batch confirmation works in steps of this size; one that fails is tried order by order.
CONFIRM_CHUNK = 20


class OrderDesk(models.AbstractModel):
    """What the specialist does about orders and their blockers, whatever screen asks for it."""

    _name = "order.desk"
    _description = "Order Desk"

    @api.model
    def _confirm_ready(self, orders):
        """Confirm the orders that nothing stops; list the others with their reasons.

        :returns: ``{"confirmed": [ids], "stopped": [blockers], "refused": [{order_id, message}]}``;
            *refused* are those that Odoo itself refuses
        """
        quotations = orders.filtered(lambda order: order.state in ("draft", "sent"))
        self.env["order.verification"]._store(quotations, is_verified=True)
        free, blockers = self.env["order.gate"]._split(quotations, "confirm")
        confirmed = []
        # Odoo itself says why it does not confirm what is no quotation
        refused = self._get_refused(orders - quotations, confirmed)
        for start in range(0, len(free), CONFIRM_CHUNK):
            chunk = free[start : start + CONFIRM_CHUNK]
            if self._try_confirm(chunk) is None:
                confirmed += chunk.ids
                continue
            refused += self._get_refused(chunk, confirmed)
        return {
            "confirmed": confirmed,
            "stopped": orders._as_dicts(blockers),
            "refused": refused,
        }

    @api.model
    def _get_refused(self, orders, confirmed):
        """Confirm one by one: adds to ``confirmed``, returns those that Odoo refuses, and why."""
        refused = []
        for order in orders:
            message = self._try_confirm(order)
            if message is None:
                confirmed.append(order.id)
            else:
                refused.append({"order_id": order.id, "message": message})
        return refused

    @api.model
    def _try_confirm(self, orders):
        """Confirm in a savepoint; returns ``None``, or why Odoo refused."""
        try:
            with self.env.cr.savepoint():
                orders.action_confirm()
        except UserError as error:
            self.env.invalidate_all()
            return str(error)
        return None

    @api.model
    def _may_act(self):
        """Return whether the user does something about blockers, or only looks at them."""
        return self.env.su or self.env.user.has_groups(
            "order_specialist.group_specialist,order_specialist.group_credit_controller,"
            "sales_team.group_sale_salesman"
        )

    @api.model
    def _get_allowed_actions(self, blocker):
        """Return the actions of ``blocker`` that the user's groups let him do.

        Four eyes and budgets are judged when he tries: they depend on more than his groups.
        """
        if self.env.su:
            return blocker.actions
        if not self._may_act():
            return ("open",)
        refused = set()
        if blocker.finding and not blocker.finding.check._may_override(self.env.user):
            refused.add("override")
        if blocker.kind == "hold":
            hold_type = self.env["order.hold"].sudo().browse(blocker.source_id).type_id
            if not hold_type.with_env(self.env)._is_allowed(hold_type.release_group_ids):
                refused.add("release_hold")
        return tuple(action for action in blocker.actions if action not in refused)

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
        if not check._can_fix():
            raise UserError(self.env._("Only a person can fix this."))
        result = getattr(check.sudo(False), f"_fix_{check.kind}")(finding)
        order.message_post(body=self.env._("Fixed: %s", check._describe(finding)))
        self.env["order.verification"]._store(order)
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

    @api.model
    def _act_on_blockers(self, rows, action):
        """Do ``action`` for rows of the worklist: one by one, or one dialog for all of them."""
        if len(rows) > 1 and action == "release_hold":
            return self._open_wizard(
                "order.hold.wizard",
                self.env._("Release Holds"),
                hold_ids=rows.filtered(lambda row: row.kind == "hold").mapped("source_id"),
                order_ids=rows.order_id.ids,
                is_release=True,
            )
        result = True
        for row in rows:
            source = row._get_source()
            blocker = {
                "source_model": row.source_model,
                "source_id": row.source_id,
                "check_id": row.check_id.id,
                "line_id": source.line_id.id if "line_id" in source._fields else False,
                "key": source.key if "key" in source._fields else "",
            }
            result = self._act(row.order_id, blocker, action)
        return result
