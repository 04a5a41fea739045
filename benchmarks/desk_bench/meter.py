"""Measuring: CPU time of Python and of PostgreSQL, and queries; arms take turns."""

import gc
import statistics
import time
from pathlib import Path
from typing import NamedTuple

try:
    from odoo.addons.order_specialist.tools import statement
except ImportError:  # its own tests run without Odoo
    statement = None


class Cost(NamedTuple):
    """What one run of an arm took: CPU milliseconds, queries, and what it returned."""

    milliseconds: float
    queries: int
    result: object


def cpu_milliseconds(env):
    """Return the CPU time that this process and its PostgreSQL backend have taken so far."""
    backend = Path(f"/proc/{env.cr._cnx.get_backend_pid()}/schedstat")
    nanoseconds = int(backend.read_text().split()[0]) if backend.is_file() else 0
    return time.process_time() * 1000 + nanoseconds / 1e6


def measure(env, action, keep=False):
    """Return the ``Cost`` of an action that starts with empty caches, and take it back.

    As for a request: Odoo's pool has discarded what was prepared on the connection.
    """
    env.flush_all()
    env.invalidate_all()
    env.cr.execute("DEALLOCATE ALL")
    statement.forget()
    env.company.fetch()  # as every request has
    gc.collect()
    gc.disable()
    savepoint = env.cr.savepoint()
    queries, start = env.cr.sql_log_count, cpu_milliseconds(env)
    try:
        result = action()
        env.flush_all()
        return Cost(cpu_milliseconds(env) - start, env.cr.sql_log_count - queries, result)
    finally:
        gc.enable()
        savepoint.close(rollback=not keep)


def compare(env, arms, rounds):
    """Run ``{name: (prepare, action)}`` in turns and return ``{name: median Cost}``.

    ``prepare`` is called before each run, unmeasured; the first round warms up and is dropped.
    """
    runs = {name: [] for name in arms}
    for number in range(rounds + 1):
        names = list(arms) if number % 2 else list(reversed(arms))
        for name in names:
            prepare, action = arms[name]
            if prepare:
                prepare()
            cost = measure(env, action)
            if number:
                runs[name].append(cost)
    return {
        name: Cost(
            statistics.median(c.milliseconds for c in costs), costs[-1].queries, costs[-1].result
        )
        for name, costs in runs.items()
    }
