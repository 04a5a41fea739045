"""Orders that go to a department, and people who prepare them."""

from odoo.tests import Form

from .common import DeskCase


class ReleaseCase(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.departments = cls.env["order.department"]
        cls.department = cls.env.ref("order_specialist.order_department_warehouse")
        cls.hold_type = cls.env["order.hold.type"].create(
            {"name": "Stop the truck", "code": "test_ship", "stops_ship": True}
        )
        cls.early_hold_type = cls.env["order.hold.type"].create(
            {"name": "Not yet", "code": "test_handoff", "stops_handoff": True}
        )
        cls.reason = cls.env.ref("order_specialist.order_reason_send_back_instruction_unclear")
        cls.left_reason = cls.env.ref("order_specialist.order_reason_goods_left_on_truck")

    def _confirm(self, order):
        order.with_user(self.specialist).action_confirm()
        return order.sudo().handoff_ids

    def _create_released(self, lines=((None, 10, None),), **values):
        """Return an order that the specialist has confirmed, and its one release."""
        order = self._create_order(lines, **values).sudo()
        return order, self._confirm(order)

    def _hold(self, order, hold_type=None):
        return (
            self.env["order.hold"]
            .with_user(self.specialist)
            ._place(order.with_user(self.specialist), hold_type or self.hold_type)
        )

    def _validate(self, pickings, **context):
        """Validate as the warehouse does; goods that are short go to a backorder."""
        return (
            pickings.with_user(self.warehouse_lead)
            .with_context(skip_backorder=True, **context)
            .button_validate()
        )

    def _open(self, action, user):
        """Return the dialog of an action, as ``user`` sees it."""
        return Form(self.env[action["res_model"]].with_user(user).with_context(**action["context"]))

    def _send_back(self, handoff, user=None, note="Which door?"):
        user = user or self.warehouse_lead
        wizard = self._open(handoff.with_user(user).action_send_back(), user)
        wizard.reason_id = self.reason
        wizard.note = note
        wizard.save().action_send_back()

    def _record_left(self, picking, user=None):
        user = user or self.warehouse_lead
        wizard = self._open(picking.with_user(user).action_goods_left(), user)
        wizard.reason_id = self.left_reason
        wizard.note = "It was on the truck"
        wizard.save().action_validate()

    def _create_explicit_department(self, **values):
        """Return a department in front of the warehouse that accepts by a button."""
        return self.departments.create(
            {
                "name": "Cold store",
                "code": "COLD",
                "sequence": 1,
                "acceptance": "explicit",
                "member_ids": [(6, 0, self.warehouse_lead.ids)],
                **values,
            }
        )
