from odoo import models

from ..tools.taking import as_taken


class OrderHandoff(models.Model):
    """What follows when all departments have answered a recall. Called in sudo."""

    _inherit = "order.handoff"

    def _end_recall(self):
        """Cancel the orders of which everything was put back; the others stay."""
        for order in self.order_id:
            recalled = order.handoff_ids.filtered("recall_answer")
            if order.handoff_ids.filtered(lambda handoff: handoff.state == "recalled"):
                continue
            gone = recalled.filtered(lambda handoff: handoff.recall_answer == "gone")
            if gone.filtered(lambda handoff: handoff.state == "accepted"):
                gone._stay_with_the_rest_closed()
            else:
                as_taken(order)._action_cancel()
                recalled._tell_cancelled()
            recalled.filtered(lambda handoff: handoff.state == "cancelled")._return_picked()

    def _stay_with_the_rest_closed(self):
        """What is gone stays ordered, with a claim; what was put back is closed short."""
        order = self.order_id
        for line in order.order_line - self.line_ids.sale_line_id:
            rest = line.product_uom_qty - line.qty_delivered - line.cancelled_qty
            if self._is_to_ship(line) and line.product_uom_id.compare(rest, 0.0) > 0:
                line._close_short(rest)
        case_type = self.env.ref("order_specialist.order_case_type_cancelled_too_late", False)
        if case_type:
            self.env["order.case"].create(
                {
                    "order_id": order.id,
                    "type_id": case_type.id,
                    "found_by_system": True,
                    "user_id": False,
                    "reported_by": ", ".join(self.recall_answered_by_id.mapped("name")),
                    "description": "\n".join(handoff._get_gone_message() for handoff in self),
                }
            )
        for handoff in self:
            message = handoff._get_gone_message()
            handoff._message_log(body=message)
            order.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=message,
                user_id=handoff._get_recaller().id,
            )

    def _get_gone_message(self):
        self.ensure_one()
        return self.env._(
            "Recalled too late, %(department)s says: %(reason)s",
            department=self.department_id.name,
            reason=" – ".join(filter(None, (self.recall_reason_id.name, self.recall_note))),
        )

    def _get_recaller(self):
        person = self.recalled_by_id
        is_there = person.active and not person.share and not person._is_superuser()
        return person if is_there else self._get_desk_user()

    def _tell_cancelled(self):
        """Tell who recalled it, and the customer: now it is true."""
        for handoff in self:
            handoff._message_log(body=self.env._("Put back; the order is cancelled."))
        template = self.env.ref("order_specialist.mail_template_order_cancelled", False)
        for order in self.order_id.filtered("partner_id.email") if template else ():
            order.message_post_with_source(
                template,
                subtype_xmlid="mail.mt_comment",
                email_layout_xmlid="mail.mail_notification_light",
            )

    def _return_picked(self):
        """Make the returns of what was picked and has not left: somebody carries it back."""
        moves = self.line_ids.sale_line_id.move_ids
        moves._put_back({move: move._get_put_back_quantity() for move in moves})
