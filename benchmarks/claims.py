"""Run in Odoo's shell by ``make bench``: what 10,000 open claims cost, and finding as many."""

import os
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path.cwd() / "benchmarks"))

from desk_bench.claims import ClaimWorld
from desk_bench.goals import Report
from desk_bench.meter import compare, measure

MANY = int(os.environ.get("CLAIMS") or 10_000)
BATCH = 500
MOST_MILLISECONDS = 300

env = env(user=2, context={"tracking_disable": True})  # noqa: F821 - Odoo's shell provides it
print(f"==> {MANY} delivered and invoiced orders with an open claim each", flush=True)
world = ClaimWorld(env, MANY)
report = Report()

costs = compare(
    env,
    {
        "desk": (None, partial(world.read_list, 40)),
        "80 rows": (None, partial(world.read_list, 80)),
        "kanban, three columns of 20": (None, world.read_kanban),
    },
    3,
)
report.table("the open claims, 40 rows", costs, 1, "each page")
for name, cost in costs.items():
    report.goal(f"C1 {name}, ms", cost.milliseconds, MOST_MILLISECONDS)
more = costs["80 rows"].queries - costs["desk"].queries
report.goal("C1 queries of 80 rows beyond those of 40", more, 0, "{}")

for detection in ("suspicion", "case"):
    few, some, many = (
        measure(env, partial(world.detect, detection, most=most))
        for most in (BATCH, 2 * BATCH, MANY)
    )
    print(f"\nlate deliveries, each as {detection}: {many.result} in one scheduled run")
    report.goal(f"C2 {detection}: ms each", many.milliseconds / MANY, 5)
    extra = some.queries - few.queries
    each = (many.queries - few.queries) / (MANY / BATCH - 1)
    report.goal(f"C2 {detection}: queries of {BATCH} more, small run", extra, 50, "{}")
    # what was known of the found ones Odoo reads by the thousand: not in each batch
    report.goal(f"C2 {detection}: queries of {BATCH} more, large run", each, extra + 1, "{:.1f}")

env.cr.rollback()
if report.missed:
    print(f"\n{len(report.missed)} goals are missed: {'; '.join(report.missed)}")
    raise SystemExit(1)
print("\nEvery goal is reached.")
