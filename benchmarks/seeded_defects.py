"""Run in Odoo's shell: how many known defects the recommended checklist finds, and how many clean
orders it bothers.

A new seed each time, printed; ``SEED=7`` repeats one. Ends with an error when a bound is missed.
"""

import datetime
import os
import random
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path.cwd() / "benchmarks"))

from streams.clean import Clean
from streams.curve import draw
from streams.defects import CHECKABLE, STATISTICAL, Defects
from streams.load import Loader
from streams.score import Score
from streams.world import World

CLEAN_ORDERS = int(os.environ.get("CLEAN") or 1000)
EACH_DEFECT = int(os.environ.get("DEFECTS") or 60)
THRESHOLDS = (2, 2.5, 3, 3.5, 4, 5, 6, 8)
PICTURE = Path(os.environ.get("ORDER_DESK_HOME") or ".cache") / "bench/quantity_unusual.svg"

seed = int(os.environ.get("SEED") or time.time_ns() % 1_000_000)
env = env(user=2, context={"tracking_disable": True})  # noqa: F821 - Odoo's shell provides it


def find(checks, orders):
    """Return ``{order id: [(kind, stops)]}`` of what the checks find on quotations."""
    found = defaultdict(list)
    for start in range(0, len(orders), 500):
        for blocker in orders[start : start + 500].get_blockers():
            check = checks.browse(blocker["check_id"])
            found[blocker["order_id"]].append((check.kind, blocker["stops"]))
    return found


def trade_off(check, orders, truths):
    """Return the points of the curve of a statistical check, for each defect it should find."""
    series = defaultdict(list)
    for threshold in THRESHOLDS:
        check.unusual_score = threshold
        score = Score(truths, find(check.browse(), orders))
        share = score.get_share_alarmed(check.kind)
        for defect in STATISTICAL[:2]:
            # what it finds itself, whatever another check says of the same
            found = score.get_share_found(defect, {check.kind})
            series[defect].append((threshold, share, found))
    return series


world = World(random.Random(seed), datetime.date.today())
clean = Clean(world)
history = clean.make_history()
defects = Defects(world, clean, history)
stream = [clean.make_arrival(world.rng.choice(world.customers)) for _n in range(CLEAN_ORDERS)]
stream += [defects.make(kind) for kind in CHECKABLE + STATISTICAL for _n in range(EACH_DEFECT)]

recommended = env.ref("order_specialist.checklist_recommended")
recommended.action_draft()
loader = Loader(env, world)
loader.create_history(history)
orders = loader.create_orders(stream)
recommended.action_enforce()
env.flush_all()
env.cr.execute("ANALYZE")
truths = {record.id: order.truth for record, order in zip(orders, stream, strict=True)}

start = time.perf_counter()
score = Score(truths, find(recommended.check_ids, orders))
seconds = time.perf_counter() - start

print(f"\nseed {seed}: {len(history)} orders of the past, {len(stream)} that arrive today, ")
print(f"{len(recommended.check_ids)} checks, {1000 * seconds / len(stream):.2f} ms an order\n")
print(f"clean orders stopped            {score.stopped:6.2f} %   of {len(score.clean)}")
print(f"clean orders with an info       {score.informed:6.2f} %")
for (kind, stops), count in score.get_false_alarms():
    print(f"    {kind:24} {'stops' if stops else 'info ':5} {count:6}")
print("\ndefect                      found     of")
for defect in CHECKABLE + STATISTICAL:
    by = "comparison" if defect in CHECKABLE else "pattern"
    print(f"{defect:22} {score.get_share_found(defect):8.1f} % {EACH_DEFECT:5}   by {by}")

habit = recommended.check_ids.filtered(lambda check: check.kind == "quantity_unusual")
series = trade_off(habit, orders, truths)
PICTURE.parent.mkdir(parents=True, exist_ok=True)
PICTURE.write_text(draw("quantity_unusual by score: found against false alarms", series, 5))
print(f"\nthe trade-off of quantity_unusual is drawn in {PICTURE}")

missed = score.get_missed()
for sentence in missed:
    print(f"MISSED  {sentence}")
env.cr.rollback()
if missed:
    raise SystemExit(1)
