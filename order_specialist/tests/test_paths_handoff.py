from odoo.tests import tagged

from .paths_common import SCHEDULED, PathCase, way


@tagged("post_install", "-at_install")
class TestPathsHandoff(PathCase):
    """What is not released is not worked on, whoever tries whichever way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.delivery_steps = "pick_ship"

    @way("Release of the form", "handoff", "specialist", "supervisor")
    def button(self, order, user):
        order.with_user(user).action_release()

    @way("Release of the list, on many", "handoff", "specialist")
    def many(self, order, user):
        customer = self._create_customer("Other")
        other = self._create_order(partner_id=customer.id).sudo()
        self.env["order.hold"].with_user(self.specialist)._place(other, self.early_type)
        other.with_user(self.specialist).action_confirm()
        other.hold_ids.with_user(self.specialist)._release()
        (order | other).with_user(user).action_release()
        self.assertEqual(other.handoff_state, "released")
        return "\n".join(b["message"] for b in order.with_user(user).get_blockers("handoff"))

    @way("the scheduled scan", "handoff", "superuser")
    def scan(self, order, user):
        self.env["order.verification"].with_user(user)._scan(order.with_user(user))
        return "\n".join(self._get_messages(order, "handoff"))

    @way("Validate of the pick", "handoff", "clerk", "warehouse_lead", "superuser")
    def pick(self, order, user):
        order.picking_ids.with_user(user).button_validate()

    @way("move._action_done of the pick", "handoff", "clerk", "superuser")
    def move(self, order, user):
        order.picking_ids.move_ids.with_user(user)._action_done()

    @way("a pick is written done", "handoff", "clerk")
    def written(self, order, user):
        order.picking_ids.move_ids.with_user(user).write({"state": "done"})

    @way("server action", "handoff", "specialist")
    def server_action(self, order, user):
        self._run_server_action(order, "records.action_release()", user)

    @way("scheduled action", "handoff", "superuser", alone=SCHEDULED)
    def scheduled_action(self, order, user):
        self._run_scheduled_action(order, "action_release()")

    def test_everybody_else_gets_nowhere(self):
        self._try_everybody_else()
