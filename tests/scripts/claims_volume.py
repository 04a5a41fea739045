"""Many open claims and many late deliveries: how many queries the desk's screens and runs take."""

import sys

from desk.home import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

from desk_bench.claims import ClaimWorld  # noqa: E402 - it lies beside
from desk_bench.meter import measure  # noqa: E402

MANY = 1500

base = env(context={"tracking_disable": True})  # noqa: F821 - who runs this provides it
world = ClaimWorld(base, MANY)


def count(act, *arguments):
    """Return (how many there were, with how many queries), the second time."""
    measure(base, lambda: act(*arguments))
    cost = measure(base, lambda: act(*arguments))
    return cost.result, cost.queries


results = {
    "list": [count(world.read_list, rows) for rows in (40, 80)],
    "kanban": count(world.read_kanban),
    "suspicion": [count(world.detect, "suspicion", most) for most in (500, 1000, 1500)],
    "case": [count(world.detect, "case", most) for most in (20, 60)],
}
