"""The benchmark says which goals were missed."""

import sys

import pytest
from desk.home import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

from desk_bench.goals import Report
from desk_bench.meter import Cost


@pytest.mark.parametrize(
    ("value", "limit", "least", "missed"),
    [(5, 6, False, []), (7, 6, False, ["speed"]), (7, 6, True, []), (5, 6, True, ["speed"])],
)
def test_goal_that_is_not_reached_is_kept(value, limit, least, missed, capsys):
    report = Report()
    report.goal("speed", value, limit, "{}", least=least)
    assert report.missed == missed
    assert ("MISSED" in capsys.readouterr().out) == bool(missed)


def test_every_arm_is_told_with_its_ratio_to_ours(capsys):
    Report().table("check", {"desk": Cost(2.0, 8, 3), "peer": Cost(70.0, 99, 3)}, 2, "each")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].split()[:5] == ["peer", "35.000", "99", "3", "35.00"]
    assert lines[-2].split()[:5] == ["desk", "1.000", "8", "3", "1.00"]
