"""Run in Odoo's shell by ``make bench``: what verifying costs, against the goals."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd() / "benchmarks"))

from desk_bench import goals

many = int(os.environ.get("ORDERS") or 100_000)
env = env(user=2, context={"tracking_disable": True})  # noqa: F821 - Odoo's shell provides it
missed = goals.run(env, many)
if missed:
    print(f"\n{len(missed)} goals are missed: {'; '.join(missed)}")
    raise SystemExit(1)
print("\nEvery goal is reached.")
