from odoo import models


class OrderHold(models.Model):
    """Telling the warehouse that something it works on is held, and that it is free again."""

    _inherit = "order.hold"

    def _after_place(self):
        result = super()._after_place()
        for picking, blockers in self._get_started_pickings()._find_held().items():
            picking._tell_stop(blockers)
        return result

    def _after_release(self):
        result = super()._after_release()
        pickings = self._get_started_pickings()
        for picking in pickings - pickings.browse(p.id for p in pickings._find_held()):
            picking._tell_go()
        return result

    def _get_started_pickings(self):
        """Return the open transfers of the holds that somebody has begun to work on."""
        pickings = self.sudo().order_id.picking_ids
        return pickings.filtered(lambda p: p.state not in ("draft", "done", "cancel")).filtered(
            lambda picking: picking._is_started()
        )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _is_started(self):
        """Return whether somebody prepares the transfer: printed, in a batch, picked."""
        return bool(
            self.printed
            or ("batch_id" in self._fields and self.batch_id)
            or any(self.move_ids.mapped("picked"))
            or self.sale_id.handoff_state == "accepted"
        )

    def _tell_stop(self, blockers):
        """Give the warehouse lead an activity, on the transfer and on its batch."""
        summary = self.env._("STOP: %s", "; ".join(blocker.message for blocker in blockers))
        user = self._get_warehouse_lead()
        if summary in self.activity_ids.mapped("summary"):
            return
        self.activity_unlink(["order_specialist.mail_activity_type_stop"])
        self.activity_schedule(
            "order_specialist.mail_activity_type_stop", summary=summary, user_id=user.id
        )
        if "batch_id" in self._fields and self.batch_id:
            self.batch_id.message_post(
                body=self.env._("%(transfer)s: %(stop)s", transfer=self.name, stop=summary)
            )

    def _tell_go(self):
        """The stop is over: its activities are done."""
        self.activity_feedback(
            ["order_specialist.mail_activity_type_stop"], feedback=self.env._("Released: go on.")
        )
        if "batch_id" in self._fields and self.batch_id:
            self.batch_id.message_post(body=self.env._("%s: released, go on.", self.name))

    def _get_warehouse_lead(self):
        """Return who learns of a stop: who picks it, else who accepted it, else its department."""
        handoffs = self.sale_id.handoff_ids.filtered(lambda h: h.state in ("offered", "accepted"))
        users = self.env["res.users"]
        members = self.env.ref("order_specialist.group_department_member").all_user_ids
        for candidates in (
            self.user_id,
            self.batch_id.user_id if "batch_id" in self._fields else users,
            handoffs.accepted_by_id,
            handoffs.department_id.member_ids,
            members.filtered(lambda user: self.company_id in user.company_ids),
        ):
            people = candidates.filtered(lambda user: user.active and not user._is_superuser())
            if people:
                return people.sorted("id")[0]
        return self.env.user
