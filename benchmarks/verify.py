"""Run in Odoo's shell by `make bench`: what asking the gates costs, beside a plain confirmation.

Times on a shared machine drift; what counts is the number of queries and the ratios of one run.
"""

import statistics
import time

from odoo.fields import Command

LINES, ROUNDS = 5, 5
SIZES = (1, 50, 500)

env = env(user=2, context={"allowed_company_ids": [1], "tracking_disable": True})  # noqa: F821


def measure(action, rounds=ROUNDS):
    """Return ``(median milliseconds, queries)`` of ``action``, with empty caches each time."""
    times, queries = [], 0
    for _round in range(rounds):
        env.flush_all()
        env.invalidate_all()
        before, start = env.cr.sql_log_count, time.perf_counter()
        action()
        env.flush_all()
        times.append((time.perf_counter() - start) * 1000)
        queries = env.cr.sql_log_count - before
    return statistics.median(times), queries


def create_orders(count):
    """Return ``count`` quotations of five lines; one in ten has a price that is not of its day."""
    products = env["product.product"].create(
        [{"name": f"Product {n}", "is_storable": True, "list_price": 9} for n in range(LINES)]
    )
    customer = env["res.partner"].create({"name": "Customer", "city": "Graz"})
    return env["sale.order"].create(
        [
            {
                "partner_id": customer.id,
                "client_order_ref": f"PO-{number}",
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 5,
                            "price_unit": 8 if number % 10 == 0 else 9,
                        }
                    )
                    for product in products
                ],
            }
            for number in range(count)
        ]
    )


def main():
    """Print one row for each size of a batch, and the ratio to a confirmation."""
    orders = create_orders(max(SIZES))
    confirm = measure(orders[-1].copy().action_confirm, rounds=1)
    env.ref("order_specialist.checklist_recommended").action_enforce()
    print(f"{'orders':>8} {'get_blockers':>22} {'verify and keep':>24}")
    for size in SIZES:
        batch = orders[:size]
        asked = measure(batch.get_blockers)
        kept = measure(batch.action_verify)
        print(
            f"{size:>8} {asked[0] / size:>9.3f} ms each {asked[1]:>3} q"
            f" {kept[0] / size:>10.3f} ms each {kept[1]:>4} q"
        )
    single = measure(orders[0].get_blockers)
    print(f"\nOdoo alone confirms one order in {confirm[0]:.0f} ms with {confirm[1]} queries;")
    print(f"asking its gates first is {100 * single[0] / confirm[0]:.1f} % of that.")


main()
env.cr.rollback()
