import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import LockError
from odoo.fields import Domain

from ..tools.fingerprint import get_digest

_logger = logging.getLogger(__name__)

#: How many orders one step of the scan takes.
SCAN_BATCH = 1000


class OrderVerification(models.Model):
    """When, by whom and under which checklists an order was last verified; one for each order.

    The gate reads, the scan writes: only ``_store`` keeps what was found.
    """

    _name = "order.verification"
    _description = "Verification"
    _inherit = ["order.record.mixin"]
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    verified_on = fields.Datetime(help="When a person last verified the order.")
    verified_by_id = fields.Many2one("res.users", ondelete="restrict")
    first_verified_on = fields.Datetime()
    is_clean_first = fields.Boolean(
        string="Clean at First Verification", help="Nothing stopped it when it was first verified."
    )
    scanned_on = fields.Datetime(help="When the findings were last brought up to date.")
    versions = fields.Json(
        help="Version of each checklist at the last verification: {checklist id: version}."
    )
    confirmed_lines = fields.Json(
        help="What each line said when the order was confirmed: "
        "{line id: [product id, quantity in the product's unit, price, discount]}."
    )

    digest = fields.Char(help="Changes whenever what the order says does; as of the last scan.")

    _order_uniq = models.UniqueIndex("(order_id)", "An order has one verification.")

    @api.model
    def _store(self, orders, is_verified=False):
        """Evaluate all gates of ``orders`` and keep the differences.

        :param is_verified: a person asked, so the verification is his
        :returns: the list of ``Blocker`` of the orders
        """
        orders = self.env["order.gate"]._get_active_orders(orders)
        if not orders:
            return []
        if is_verified:
            # whoever comes second learns it before any work is done
            self.env["order.gate"]._lock(orders)
        facts = self.env["order.gate"]._get_facts(orders)
        self.env["order.hold"]._follow_causes(orders, facts)
        blockers = self.env["order.gate"]._ask(facts)
        self.env["order.check.result"].sudo()._store(facts, blockers)
        self.env["order.finding"].sudo()._store(facts, blockers)
        self.sudo()._stamp(facts, blockers, is_verified)
        self.env["order.gate"]._recount(orders.sudo())
        return blockers

    def _stamp(self, facts, blockers, is_verified):
        """Write who verified what, when; create what is missing."""
        now = fields.Datetime.now()
        stopped = {blocker.order_id for blocker in blockers if blocker.stops}
        values = {"scanned_on": now}
        if is_verified:
            versions = {str(c.id): c.version for c in self._get_checklists(facts)}
            values |= {"verified_on": now, "verified_by_id": self.env.uid, "versions": versions}
        known = self.search([("order_id", "in", facts.order_ids)])
        known.write(values)
        for verification in known:
            verification.digest = get_digest(facts, verification.order_id.id)
        missing = [order for order in facts.orders if order.id not in set(known.order_id.ids)]
        created = self.create(
            [
                {
                    "order_id": order.id,
                    "company_id": order.company_id,
                    "digest": get_digest(facts, order.id),
                    **values,
                }
                for order in missing
            ]
        )
        if not is_verified:
            return
        first = (known + created).filtered(lambda verification: not verification.first_verified_on)
        first.first_verified_on = now
        first.filtered(lambda v: v.order_id.id not in stopped).is_clean_first = True
        first.order_id.write({"first_verified_on": now})

    @api.model
    def _get_checklists(self, facts):
        companies = tuple(sorted({order.company_id for order in facts.orders}))
        checks = self.env["order.check"].sudo()
        return checks.browse(checks._get_active_ids(companies)).checklist_id

    @api.model
    def _keep_confirmed(self, orders):
        """Keep what the lines say while the orders pass the confirm gate."""
        facts = self.env["order.gate"]._get_facts(orders)
        known = {v.order_id.id: v for v in self.search([("order_id", "in", orders.ids)])}
        missing = []
        for order in facts.orders:
            # "0" is no line: an order that was confirmed empty is known too
            lines = {"0": []} | {
                str(line.id): [
                    line.product_id,
                    line.quantity * line.unit_factor,
                    line.price_unit,
                    line.discount,
                ]
                for line in facts.lines_by_order[order.id]
            }
            said = {"confirmed_lines": lines, **self._prepare_confirmed_values(facts, order)}
            if order.id in known:
                known[order.id].write(said)
            else:
                missing.append({"order_id": order.id, "company_id": order.company_id, **said})
        self.create(missing)

    @api.model
    def _prepare_confirmed_values(self, facts, order):
        """Return what else to keep of ``order`` (a row) as it is confirmed; rules add theirs."""
        return {}

    @api.model
    def _get_scan_domain(self):
        """Return the orders that the scan looks at: open ones, of companies whose desk is on.

        Those that were confirmed before the desk was switched on are left alone; whatever is on
        the list of what is stuck, or closed with an issue still noted, is looked at once more.
        """
        companies = self.env["order.gate"]._get_active_company_ids()
        return Domain("company_id", "in", list(companies)) & (
            Domain("state", "in", ["draft", "sent"])
            | Domain("blocker_count", ">", 0)
            | Domain("finding_ids", "any", [("is_open", "=", True)])
            | (
                Domain("state", "=", "sale")
                & Domain("desk_stage", "!=", "closed")
                & Domain("verification_ids", "!=", False)
            )
        )

    @api.model
    def _scan(self, orders):
        """Bring the stored findings of ``orders`` up to date, confirm parked orders and release
        confirmed ones that nothing stops any more."""
        blockers = self._store(orders)
        self.env["order.handoff"]._release_waiting(orders)
        stopped = {b.order_id for b in blockers if b.stops and b.gate == "confirm"}
        free = orders.filtered(
            lambda order: (
                order.parked_on
                and order._is_as_agreed()
                and order.state in ("draft", "sent")
                and order.id not in stopped
            )
        )
        return free._confirm_parked()

    @api.model
    def _cron_scan(self):
        """Scan all open orders, batch by batch; a batch that fails does not stop the others."""
        orders = self.env["sale.order"].search(self._get_scan_domain(), order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(orders))
        for start in range(0, len(orders), SCAN_BATCH):
            batch = orders[start : start + SCAN_BATCH]
            self._scan_safely(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break

    @api.model
    def _scan_safely(self, orders):
        """Scan in a savepoint; what fails is tried order by order, and who fails is left out."""
        try:
            with self.env.cr.savepoint():
                self._scan(orders)
        except Exception as error:
            if len(orders) > 1:
                for order in orders:
                    self._scan_safely(order)
            elif isinstance(error, (psycopg2.OperationalError, LockError)):
                _logger.info("Order %s is being worked on; the next scan verifies it", orders.id)
            else:
                _logger.exception("The scan of order %s failed", orders.id)
