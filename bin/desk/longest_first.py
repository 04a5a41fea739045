"""A pytest plugin: what took longest the last time begins first, so that the workers end together.

What is not known yet keeps its place behind that; but tours are long, so they begin at once.
"""

import json
from collections import Counter

from .home import HOME

KNOWN = HOME / "durations"
# the files of tours in a browser, and what they take at least, in seconds
TOURS, LONG = "test_ui_", 200
found = Counter()


def _get_group(nodeid):
    """Return what runs in one worker: the class of a test, or its file."""
    return nodeid.rpartition("::")[0]


def _read():
    return json.loads(KNOWN.read_text()) if KNOWN.is_file() else {}


def pytest_collection_modifyitems(items):
    """Sort the tests; those of a group stay together, in their order."""
    known = _read()

    def get_seconds(item):
        return known.get(_get_group(item.nodeid), LONG if TOURS in item.nodeid else 0)

    items.sort(key=get_seconds, reverse=True)


def pytest_runtest_logreport(report):
    """Add up what the workers report."""
    found[_get_group(report.nodeid)] += report.duration


def pytest_sessionfinish(session):
    """Keep the sums, of the one who hands out the work."""
    if not hasattr(session.config, "workerinput"):
        KNOWN.write_text(json.dumps({**_read(), **found}))
