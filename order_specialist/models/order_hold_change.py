from odoo import api, fields, models

from ..tools.due import Due


class OrderVerification(models.Model):
    """What the order said when it was last verified: what a change is measured against."""

    _inherit = "order.verification"

    watched_values = fields.Json(
        help="Price, quantity, address, date and payment terms when a person last verified or "
        "confirmed the order, or released its hold for a change; only where a hold type asks."
    )

    def _stamp(self, facts, blockers, is_verified):
        super()._stamp(facts, blockers, is_verified)
        self._keep_watched(facts)

    @api.model
    def _keep_confirmed(self, orders):
        super()._keep_confirmed(orders)
        if self.env["order.hold.type"]._get_watching():
            self._keep_watched(self.env["order.gate"]._get_facts(orders))

    @api.model
    def _keep_watched(self, facts, order_ids=None):
        """Keep the values of orders that have none yet, or of ``order_ids`` anew.

        Verifying again does not take a change as agreed: only a release of its hold does.
        """
        if not self.env["order.hold.type"]._get_watching():
            return
        verifications = self.search([("order_id", "in", order_ids or facts.order_ids)])
        for verification in verifications:
            if order_ids or not verification.watched_values:
                values = self._get_watched(facts, verification.order_id.id)
                verification.watched_values = values

    @api.model
    def _get_watched(self, facts, order_id):
        """Return ``{kind of change: values}`` of an order, ready for JSON."""
        order, lines = facts.by_id[order_id], facts.lines_by_order[order_id]
        return {
            "price": {str(line.id): [line.price_unit, line.discount] for line in lines},
            "quantity": {
                str(line.id): [line.product_id, line.quantity, line.unit_id] for line in lines
            },
            "address": [
                order.partner_shipping_id,
                *[
                    part or ""
                    for part in (
                        order.ship_street,
                        order.ship_street2,
                        order.ship_zip,
                        order.ship_city,
                        order.ship_state_id,
                        order.ship_country_id,
                    )
                ],
            ],
            "date": [str(order.requested_date or ""), str(order.promised_date or "")],
            "term": [facts["payment_terms"].get(order_id) or 0],
        }


class OrderHold(models.Model):
    """Holds for what somebody changed after the order was verified."""

    _inherit = "order.hold"

    @api.model
    def _find_due_change(self, facts, hold_type):
        """A change of a kind that the type watches; taken back, it is none.

        A line that was added or removed is a change of quantities, not of prices.
        """
        verifications = self.env["order.verification"].sudo()
        found = []
        for verification in verifications.search([("order_id", "in", facts.order_ids)]):
            before = verification.watched_values
            if before:
                now = verifications._get_watched(facts, verification.order_id.id)
                kinds = [
                    kind
                    for kind in before
                    if hold_type[f"watch_{kind}"] and self._differs(kind, before[kind], now[kind])
                ]
                if kinds:
                    found.append(Due(hold_type.id, verification.order_id.id, {"changed": kinds}))
        return found

    @api.model
    def _differs(self, kind, before, now):
        if kind == "price":
            return any(now[line] != before[line] for line in before if line in now)
        return before != now

    def _accept_changes(self):
        """Who releases the hold of a change agrees to what the orders say now."""
        holds = self.filtered(lambda hold: hold.type_id.sudo().trigger == "change")
        if holds:
            facts = self.env["order.gate"]._get_facts(holds.order_id.sudo())
            self.env["order.verification"].sudo()._keep_watched(facts, facts.order_ids)


class OrderCheck(models.Model):
    _inherit = "order.check"

    @api.model
    def _load_payment_terms(self, facts):
        """Return ``{order id: id of its payment terms}``."""
        return dict(
            facts.execute(
                "SELECT id, payment_term_id FROM sale_order WHERE id IN %s", facts.order_ids
            )
        )
