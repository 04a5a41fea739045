"""A matrix of changes, and orders at each of its stages."""

from contextlib import contextmanager

from odoo.exceptions import UserError

from .common import DeskCase


class ChangeCase(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["order.change.rule"]
        cls.changes = cls.env["order.change"]
        cls.reason = cls.env.ref("order_specialist.order_reason_change_customer_asked")
        cls.cancel_reason = cls.env.ref("order_specialist.order_reason_cancel_customer_cancelled")

    @classmethod
    def _rule(cls, kind, group=None, **policies):
        """Add a row; ``policies`` are ``stage="reason"`` or ``"refused"``."""
        return cls.rules.create(
            {
                "kind": kind,
                "company_id": cls.company.id,
                "group_id": cls.env.ref(group).id if group else False,
                **{f"at_{stage}": policy for stage, policy in policies.items()},
            }
        )

    @classmethod
    def _create_confirmed(cls, lines=((None, 10, None),), **values):
        """Return an order that the specialist confirmed; it is released, not accepted."""
        order = cls._create_order(lines, **values)
        order.action_confirm()
        return order

    @contextmanager
    def _refused(self, message, error=UserError):
        """Expect a refusal that says ``message``, and that nothing of it stays."""
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            yield

    def _accept(self, order):
        order.sudo().handoff_ids.with_user(self.warehouse_lead).action_accept()

    def _ship(self, order, quantity=None):
        """Ship the open transfer of the order as the warehouse does."""
        picking = order.sudo().picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        picking = picking.with_user(self.warehouse_lead)
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    def _get_rows(self, order):
        """Return the recorded changes of ``order``, the oldest first."""
        return self.changes.search([("order_id", "=", order.id)], order="id")
