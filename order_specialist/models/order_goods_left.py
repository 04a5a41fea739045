from odoo import api, models
from odoo.fields import Domain


class OrderOverride(models.Model):
    """Goods that have left must be recorded, stopped or not; the record waits for its review.

    It is a release before its review, made by the warehouse: it opens the ship gate for one
    transfer only, and closes the invoice gate until a supervisor has looked at it.
    """

    _inherit = "order.override"

    @api.model
    def _let_leave(self, picking, reason, note):
        """Record that the goods of a stopped transfer have left; return the records."""
        stopped = picking._find_stopped()
        blockers = [blocker for found in stopped.values() for blocker in found]
        orders = self.env["sale.order"].sudo().browse({blocker.order_id for blocker in blockers})
        records = self.sudo().create(
            [
                {
                    "order_id": order.id,
                    "company_id": order.company_id.id,
                    "kind": "release_now",
                    "key": self._get_goods_left_key(picking),
                    "message": self.env._(
                        "%(transfer)s left while it was stopped: %(reasons)s",
                        transfer=picking.name,
                        reasons=" · ".join(
                            dict.fromkeys(b.message for b in blockers if b.order_id == order.id)
                        ),
                    ),
                    "reason_id": reason.id,
                    "note": note,
                    "user_id": self.env.uid,
                }
                for order in orders
            ]
        )
        picking.sudo().order_goods_left = True
        lines = picking.sudo().move_ids.sale_line_id
        self.env["order.handoff"]._take_over(lines.filtered(lambda line: line.order_id in orders))
        self.env["order.gate"]._touch(orders)
        return records

    @api.model
    def _get_goods_left_key(self, picking):
        return f"goods_left:{picking.id}"

    @api.model
    def _get_left(self, pickings):
        """Return ``{(order id, transfer id)}`` of what is recorded as having left.

        The transfers say whether to look; only a record lets goods go.
        """
        pickings = pickings.filtered("order_goods_left")
        if not pickings:
            return set()
        by_key = {self._get_goods_left_key(picking): picking.id for picking in pickings}
        records = self.sudo().search(
            Domain("order_id", "in", pickings.move_ids.sale_line_id.order_id.ids)
            & Domain("key", "in", list(by_key))
            & Domain("is_valid", "=", True)
        )
        return {(record.order_id.id, by_key[record.key]) for record in records}
