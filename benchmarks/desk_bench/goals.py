"""The goals, and the run that measures them all."""

from functools import partial

from . import arms, world
from .meter import compare

FACTOR = "{:.0f} ×"
ROUNDS = 5


class Report:
    """What was measured, and which goals were missed."""

    def __init__(self):
        self.missed = []

    def table(self, title, costs, size, unit):
        """Print one line for each arm: milliseconds each, queries, and the ratio to ours."""
        print(f"\n{title:44} {'CPU ms':>10} {'queries':>8} {'found':>7} {'ratio':>8}")
        base = costs["desk"].milliseconds
        for name, cost in costs.items():
            each, ratio = cost.milliseconds / size, cost.milliseconds / base
            found = cost.result if isinstance(cost.result, int) else ""
            print(f"  {name:42} {each:10.3f} {cost.queries:8} {found:>7} {ratio:8.2f}  {unit}")

    def goal(self, name, value, limit, text="{:.2f}", least=False):
        """Compare one number with its goal and say so."""
        reached = value >= limit if least else value <= limit
        sign, word = ("≥", "reached") if least else ("≤", "reached")
        print(
            f"  {name:58} {text.format(value):>10} {sign} {text.format(limit):<10}"
            f" {word if reached else 'MISSED'}"
        )
        if not reached:
            self.missed.append(name)


def run(env, many):
    """Measure all goals on a world of ``many`` orders; return the names of those missed."""
    world.read_columns(env)
    print(f"==> {many} quotations of {world.LINES} lines are made", flush=True)
    ids = world.build(env, many)
    arms.create_peer(env)
    ten, present = arms.get_kinds(env)
    desk = arms.create_checklist(env, ten)
    thirty = arms.create_checklist(env, ten, copies=3)
    every = arms.create_checklist(env, present)
    env.company.order_desk_active = True
    env.cr.commit()
    report = Report()
    print(f"\nten checks: {', '.join(ten)}\nall kinds: {len(present)}")
    # as a gate has them, which knows their ids
    ten_checks, thirty_checks, all_checks = (
        env["order.check"].browse(checklist.check_ids.ids) for checklist in (desk, thirty, every)
    )
    _check_batches(env, report, ten_checks, ids)
    _check_thirty(env, report, ten_checks, thirty_checks, ids)
    _check_every(env, report, all_checks, ids)
    _check_confirmation(env, report, {"ten": desk, "every": every})
    _check_api(env, report, desk, ids)
    _check_again(env, report, ten_checks, ids)
    return report.missed


def _get_arms(env, desk, ids):
    switch = partial(arms.switch_peer, env)
    return {
        # switching the peer's rules empties the caches of all models: a first request fills them
        "desk": (lambda: arms.find(env, desk, ids[:1]), lambda: arms.find(env, desk, ids)),
        "one SQL statement": (None, lambda: arms.statement(env, ids)),
        "peer, light": (lambda: switch("light"), lambda: arms.peer(env, ids)),
        "peer, strict": (lambda: switch("strict"), lambda: arms.peer(env, ids)),
    }


def _check_batches(env, report, desk, ids):
    """G1, G2, G3: one order, a hundred, a thousand."""
    queries = {}
    for size, rounds in ((1, 3 * ROUNDS), (100, 2), (1000, 1)):
        costs = compare(env, _get_arms(env, desk, ids[:size]), rounds)
        report.table(f"check {size} orders, ten checks", costs, size, "each order")
        queries[size] = costs["desk"].queries
        ours = costs["desk"].milliseconds
        if size == 1:
            report.goal("G3 one order, ms", ours, 6)
            report.goal("G3 one order, queries", queries[1], 12, "{}")
        if size == 1000:
            for name, limit in (("peer, light", 35), ("peer, strict", 120)):
                ratio = costs[name].milliseconds / ours
                report.goal(f"G1 1,000 orders against {name}", ratio, limit, FACTOR, least=True)
    report.goal(
        "G2 queries of 1,000 orders beyond one order's", queries[1000] - queries[1], 0, "{}"
    )
    report.goal("G2 queries of 1,000 orders", queries[1000], 20, "{}")


def _check_thirty(env, report, desk, thirty, ids):
    """G4: three times the checks."""
    some = ids[:1000]
    switch = partial(arms.switch_peer, env)
    costs = compare(
        env,
        {
            "desk": (None, lambda: arms.find(env, desk, some)),
            "desk, thirty checks": (None, lambda: arms.find(env, thirty, some)),
        },
        ROUNDS,
    )
    report.table("check 1,000 orders, ten and thirty checks", costs, 1000, "each order")
    ratio = costs["desk, thirty checks"].milliseconds / costs["desk"].milliseconds
    report.goal("G4 from ten to thirty checks", ratio, 1.3)
    few = ids[:100]
    costs = compare(
        env,
        {
            "desk": (lambda: switch("light"), lambda: arms.peer(env, few)),
            "thirty rules": (lambda: switch("light", 3), lambda: arms.peer(env, few)),
        },
        1,
    )
    ratio = costs["thirty rules"].milliseconds / costs["desk"].milliseconds
    print(f"  the peer from ten to thirty rules, 100 orders: {ratio:.2f}")
    switch()


def _check_every(env, report, every, ids):
    """All kinds at once."""
    count = len(every)
    queries = {}
    for size, rounds in ((1, 3 * ROUNDS), (50, ROUNDS), (1000, ROUNDS)):
        action = partial(arms.find, env, every, ids[:size])
        costs = compare(env, {"desk": (None, action)}, rounds)
        report.table(f"check {size} orders, all {count} kinds", costs, size, "each order")
        queries[size] = costs["desk"].queries
        milliseconds = costs["desk"].milliseconds
        if size == 1:
            report.goal("all kinds: one order, ms", milliseconds, 12)
    report.goal("all kinds: ms an order and check", milliseconds / 1000 / count, 0.01, "{:.4f}")
    report.goal("all kinds: queries", max(queries.values()), 24, "{}")
    report.goal("all kinds: queries beyond one order's", queries[1000] - queries[1], 0, "{}")


def _check_confirmation(env, report, checklists):
    """G5: what a confirmation costs more."""
    for size in (1, 10):
        taken = []

        def prepare(mode, size=size, taken=taken):
            for name, checklist in checklists.items():
                wanted = "enforce" if name == mode else "draft"
                if checklist.mode != wanted:
                    checklist.mode = wanted
            arms.switch_peer(env, "light" if mode == "peer" else None)
            env.company.order_desk_active = mode in ("empty", *checklists)
            taken[:] = world.create_orders(env, size).ids
            env["sale.order"].browse(taken).read(["name"])

        def confirm(taken=taken):
            env["sale.order"].browse(taken).action_confirm()

        modes = {
            "desk": "off",
            "with ten checks": "ten",
            "with all kinds": "every",
            "with the desk on, no checks": "empty",
            "with the peer, light": "peer",
        }
        costs = compare(
            env,
            {name: (partial(prepare, mode), confirm) for name, mode in modes.items()},
            4 * ROUNDS if size == 1 else ROUNDS,
        )
        report.table(f"confirm {size}; “desk” is Odoo alone", costs, size, "each order")
        _tell_confirmation(report, costs, size, list(modes.items())[1:3])
    for checklist in checklists.values():
        checklist.mode = "draft"
    arms.switch_peer(env)
    env.company.order_desk_active = True


def _tell_confirmation(report, costs, size, modes):
    limits = {1: {"ten": 3, "every": 6}, 10: {"ten": 1.5, "every": 6}}
    base = costs["desk"].milliseconds
    for name, mode in modes:
        more = 100 * (costs[name].milliseconds / base - 1)
        report.goal(f"G5 confirm {size} {name}, % more", more, limits[size][mode], "{:.1f}")
        alone = costs["with the desk on, no checks"].milliseconds
        share = 100 * (costs[name].milliseconds - alone) / base
        print(f"  of it the checks themselves, the rest is the release: {share:.1f} %")


def _check_api(env, report, desk, ids):
    """G12: what a program asks of a thousand orders."""
    desk.mode = "enforce"
    orders = env["sale.order"].browse(ids[:1000])
    costs = compare(env, {"desk": (None, lambda: len(orders.get_blockers()))}, ROUNDS)
    report.table("get_blockers of 1,000 orders, one call", costs, 1000, "each order")
    report.goal("G12 1,000 orders through the API, ms", costs["desk"].milliseconds, 150, "{:.0f}")
    desk.mode = "draft"


def _check_again(env, report, desk, ids):
    """G6: all orders, in batches as the scan takes them."""

    def check():
        batches = (ids[start : start + 5000] for start in range(0, len(ids), 5000))
        return sum(arms.find(env, desk, batch) for batch in batches)

    costs = compare(
        env,
        {
            "desk": (None, check),
            "one SQL statement": (None, lambda: arms.statement(env, ids)),
        },
        1,
    )
    report.table(f"check {len(ids)} orders again", costs, len(ids), "each order")
    seconds = costs["desk"].milliseconds / 1000 * 100_000 / len(ids)
    report.goal("G6 100,000 orders, s", seconds, 5)
