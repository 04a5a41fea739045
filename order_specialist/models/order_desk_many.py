from odoo import api, models
from odoo.exceptions import UserError

#: Which kinds of rows of the worklist an action is for; any other takes every kind.
KINDS_OF = {
    "override": ("check",),
    "fix": ("check",),
    "remember": ("check",),
    "tick": ("result",),
    "source": ("check", "result"),
    "rekey": ("check", "result"),
    "hold": ("check", "result"),
    "ask": ("check", "hold", "case"),
    "release_hold": ("hold",),
    "review": ("review",),
    "request": ("check", "hold", "review"),
}


class OrderDesk(models.AbstractModel):
    """Acting on rows of the worklist: one by one, or one dialog for all of them.

    An action that needs one dialog for many rows has ``_act_many_<action>(rows)``.
    """

    _inherit = "order.desk"

    @api.model
    def _act_on_blockers(self, rows, action):
        """Do ``action`` for those of ``rows`` that it is for."""
        fitting = rows.filtered(lambda row: row.kind in KINDS_OF.get(action, (row.kind,)))
        if rows and not fitting:
            raise UserError(self.env._("Nothing that you selected can be dealt with like this."))
        many = getattr(self, f"_act_many_{action}", None)
        if many and len(fitting) > 1:
            return many(fitting)
        result = True
        for row in fitting:
            result = self._act(row.order_id, row._as_blocker(), action)
        return result

    @api.model
    def _act_many_release_hold(self, rows):
        return self._open_wizard(
            "order.hold.wizard",
            self.env._("Release Holds"),
            hold_ids=rows.mapped("source_id"),
            order_ids=rows.order_id.ids,
            is_release=True,
        )

    @api.model
    def _act_many_hold(self, rows):
        return self._open_hold_wizard(rows.order_id, rows.check_id.sudo())

    @api.model
    def _act_many_ask(self, rows):
        return self._open_wizard(
            "order.ask.wizard",
            self.env._("Ask"),
            sources=[[row.source_model, row.source_id] for row in rows],
        )

    @api.model
    def _act_many_override(self, rows):
        return self._open_wizard(
            "order.override.wizard",
            self.env._("Override %s Issues", len(rows)),
            rows=[{"order_id": row.order_id.id, **row._as_blocker()} for row in rows],
            message="\n".join(f"{row.order_id.name}: {row.message}" for row in rows),
        )
