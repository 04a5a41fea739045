"""SQL that PostgreSQL plans once for a cursor: for a few orders, planning is most of the time.

A request asks the same several times: before a confirmation, after it, and at the release. What
is prepared ends with the cursor: Odoo's pool discards it before it gives the connection to the
next request.
"""

from functools import cached_property
from hashlib import sha1
from weakref import WeakKeyDictionary

import psycopg2

from odoo.tools import SQL

#: Up to so many orders, a plan that was made for any values is as good as one for these.
FEW = 20

#: ``{cursor of psycopg2: digests of what it has prepared}``
_prepared = WeakKeyDictionary()
#: ``{connection: whether the process behind it stays the same}``
_is_direct = WeakKeyDictionary()

_PROCESS = "SELECT pg_backend_pid()"

#: Given ids, PostgreSQL would else plan again each time: it expects them to be more.
_GENERIC = "SET LOCAL plan_cache_mode = force_generic_plan;"


class Statement:
    """A SELECT (or what returns rows) with parameters ``%(name)s``; their types make a plan
    without values possible.

    :param types: ``{name of a parameter: its SQL type}``; ids are an ``int[]``
    """

    def __init__(self, text, **types):
        self.text = text
        self.types = types

    @cached_property
    def _body(self):
        return self.text % {name: f"${number}" for number, name in enumerate(self.types, 1)}

    @cached_property
    def _cast(self):
        """The text for any values: of an empty list, PostgreSQL would not know what it is."""
        casts = {name: f"%({name})s::{kind}" for name, kind in self.types.items()}
        return self.text.replace("%%", "%%%%") % casts

    @cached_property
    def _digest(self):
        return sha1(self._body.encode()).hexdigest()[:24]

    def fetch(self, env, values, is_kept=False):
        """Run it with ``values`` (``{parameter: value}``) and return its rows; one query.

        :param is_kept: take the plan that the connection keeps, and let it keep one
        """
        if not (is_kept and _keeps(env.cr)):
            return env.execute_query(SQL(self._cast, **values))
        digests = _prepared.setdefault(env.cr._obj, set())
        command = self._get_command(self._digest in digests)
        try:
            rows = env.execute_query(SQL(command, *[values[key] for key in self.types]))
        except psycopg2.Error:
            _forget(env.cr)  # whether it was prepared is not known
            raise
        digests.add(self._digest)
        return rows

    def _get_command(self, is_there):
        """Return one text, for one round trip, that runs what is prepared or prepares it first."""
        name = f"desk_{self._digest}"
        execute = f"EXECUTE {name} ({', '.join(['%s'] * len(self.types))})"
        if is_there:
            return f"{_GENERIC} {execute}"
        body = self._body.replace("%", "%%")
        return f"{_GENERIC} PREPARE {name} ({', '.join(self.types.values())}) AS {body}; {execute}"


def _keeps(cr):
    """Return whether what is prepared on ``cr`` stays there.

    A pooler that gives each transaction another connection shows another process than it said.
    """
    connection = cr.connection
    if connection not in _is_direct:
        cr.execute(_PROCESS)
        _is_direct[connection] = cr.fetchone()[0] == connection.get_backend_pid()
    return _is_direct[connection]


def _forget(cr):
    """Prepare nothing any more on ``cr``: what it has, and what not, is not known."""
    _prepared.pop(cr._obj, None)
    _is_direct[cr.connection] = False


def forget():
    """Know of nothing that is prepared; for who has discarded it."""
    _prepared.clear()
