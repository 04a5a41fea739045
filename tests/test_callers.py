"""Every caller in Odoo's source of what a gate guards has been looked at, by somebody who said so.

``callers.csv`` says of each what becomes of a stopped order there: *refused* (a person reads why),
*parked* (his yes is kept), *left out* (the others go on), or *no order* (it is about something
else). A caller that is new, and one that is gone, fails: look at it, then write its row.
"""

import csv
from pathlib import Path

import callers
import pytest

import odoo.addons

LIST = Path(__file__).parent / "callers.csv"
OURS = "order_specialist"


def read_list():
    with LIST.open() as handle:
        return list(csv.DictReader(handle))


def test_every_caller_in_odoo_has_been_looked_at():
    found = callers.find_callers(odoo.addons.__path__)
    found = {caller for caller in found if not caller.startswith(OURS)}
    known = {f"{row['caller']} {row['method']}" for row in read_list()}
    assert not found - known, "nobody has looked at these"
    assert not known - found, "these are gone"


def test_every_row_says_what_becomes_of_a_stopped_order():
    for row in read_list():
        assert row["verdict"] in ("refused", "parked", "left out", "no order"), row
        assert row["why"], row


def test_a_bridge_that_a_row_names_is_there():
    bridges = {row["why"] for row in read_list() if row["why"].startswith(OURS)}
    assert bridges
    for name in bridges:
        assert (LIST.parent.parent / name / "__manifest__.py").is_file(), name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def run(self):\n    self.order_id.action_confirm()", {"run action_confirm"}),
        ("def action_confirm(self):\n    return super().action_confirm()", set()),
        ("def close(self):\n    super().action_post()", {"close action_post"}),
        ("def close(self):\n    for m in self:\n        m._post(soft=False)", {"close _post"}),
        (
            "class A:\n    def a(self):\n        b = [x._action_done() for x in self]",
            {"a _action_done"},
        ),
        ("# order.action_confirm()\nNAME = 'action_confirm()'", set()),
    ],
)
def test_calls_are_found_in_the_syntax(tmp_path, text, expected):
    folder = tmp_path / "addon/models"
    folder.mkdir(parents=True)
    (tmp_path / "addon/__manifest__.py").write_text("{}")
    (folder / "a.py").write_text(text)
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages/c.py").write_text("order.action_confirm()")
    (tmp_path / "addon/tests").mkdir()
    (tmp_path / "addon/tests/b.py").write_text("self.order.action_confirm()")
    assert callers.find_callers([tmp_path]) == {f"addon/models/a.py:{call}" for call in expected}
