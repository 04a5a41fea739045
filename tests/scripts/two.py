"""Two people at once, each on a connection of his own: what each meets, and what it costs.

A script beside this file begins with ``two = Two(env)`` and ends with ``results = two.end(…)``.
"""

import os
import time
from pathlib import Path

import psycopg2

from odoo import api
from odoo.exceptions import UserError

BUSY = "Somebody else is working on this order right now"
#: What the one who comes second may work until he reads his sentence, in milliseconds.
WORK = 20
#: How often he tries at most: the machine may be busy with something else, which only ever adds.
TRIES = 20
ADMIN = 2


class Two:
    def __init__(self, env):
        self.base = env
        self.results = {}
        self._connections = []

    def connect(self, person=None):
        """Return an environment on a connection of its own, whose snapshot is taken now."""
        own = api.Environment(self.base.registry.cursor(), person.id if person else ADMIN, {})
        self._connections.append(own)
        _take_snapshot(own)
        return own

    def try_to(self, name, own, act):
        """Let somebody ``act``; keep how it ended and how many milliseconds of work it was."""
        start = _get_work(own)
        outcome = _find_outcome(act, own)
        self.results[name] = [outcome, round((_get_work(own) - start) / 1_000_000, 1)]

    def race(self, name, one, other, people=(None, None), prepare=None):
        """Let the second one come while the first one has not committed yet.

        Before, he did the same and took it back: what caches hold of programs, rights and texts
        is there, of the records nothing is. What ``prepare`` returns is what his screen shows.
        """
        first, second = (self.connect(person) for person in people)
        _find_outcome(_open(prepare, second, other), second)
        second.cr.rollback()
        _take_snapshot(second)
        act, late = _open(prepare, first, one), _open(prepare, second, other)
        self.try_to(f"{name}: first", first, act)
        tries = []
        for _number in range(TRIES):
            self.try_to(f"{name}: second", second, late)
            tries.append(self.results[f"{name}: second"])
            second.cr.rollback()
            _take_snapshot(second)
            late = _open(prepare, second, other)
            if tries[-1][1] <= WORK:
                break
        self.results[f"{name}: second"] = min(tries, key=lambda result: result[1])
        first.cr.commit()
        self.try_to(f"{name}: old snapshot", second, late)
        second.cr.rollback()

    def come_too_late(self, name, one, other):
        """Let the second one go on with a snapshot from before the first one; then start over."""
        first, second = self.connect(), self.connect()
        one(first)
        first.cr.commit()
        self.try_to(f"{name}: old snapshot", second, other)
        second.cr.rollback()
        self.try_to(f"{name}: once more", second, other)
        second.cr.commit()

    def end(self, **results):
        """Return all results, also those of functions that read what is in the database now."""
        for own in self._connections:
            own.cr.rollback()
            own.cr.close()
        self.base.cr.rollback()
        self.base.invalidate_all()
        return {**self.results, **{name: read() for name, read in results.items()}}


def assert_one_wins(results, name, says=BUSY):
    """Check that the second one read a clear sentence, and that it cost him next to nothing."""
    assert results[f"{name}: first"][0] == "done", (name, results)
    sentence, work = results[f"{name}: second"]
    assert says in sentence, (name, sentence)
    assert work <= WORK, f"{name}: the second one worked {work} ms before he knew"
    # the rows that decide were updated: he starts over and sees what the first one did
    assert results[f"{name}: old snapshot"][0] == "retry", (name, results)


def _open(prepare, own, act):
    """Return what a person does on the screen that he has before him."""
    shown = prepare(own) if prepare else None
    return (lambda _own: act(shown)) if prepare else act


def _find_outcome(act, own):
    try:
        act(own)
        own.flush_all()
        return "done"
    except psycopg2.errors.SerializationFailure:
        return "retry"
    except psycopg2.errors.LockNotAvailable:
        return "waited"
    except UserError as error:
        return f"{type(error).__name__}: {error}"


def _take_snapshot(own):
    # who waits for the other one's rows, who is this same thread, would wait for ever
    own.cr.execute("SET LOCAL lock_timeout = '300ms'")
    own.cr.execute("SELECT count(*) FROM sale_order")


def _get_work(own):
    """Return the processor's nanoseconds of this thread and of its PostgreSQL, if that is here.

    Waiting for somebody else, or for the processor, is no work.
    """
    backend = 0
    if os.environ.get("PGHOST", "/").startswith("/"):
        note = Path("/proc", str(own.cr._cnx.get_backend_pid()), "schedstat")
        backend = int(note.read_text().split()[0]) if note.exists() else 0
    return time.thread_time_ns() + backend
