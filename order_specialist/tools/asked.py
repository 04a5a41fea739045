"""Marks in the context that say: the gate has been asked for this already, or a moment ago.

They are compared by identity, so nobody can set them from outside: what comes in by RPC is another
text.
"""


class _Mark(str):
    __slots__ = ()


ASKED = _Mark("yes")
KEY = "order_gate_asked"


def mark(records):
    """Return ``records`` with the mark, for the call to Odoo's own method."""
    return records.with_context(**{KEY: ASKED})


def is_marked(records):
    """Return whether the records were marked by this code, in this process."""
    return records.env.context.get(KEY) is ASKED


class Answers(str):
    """What the rules have said within one run, by gate: ``(check ids, rows by order, evaluation)``,
    and the ids of the orders that it has locked.

    A run asks before its first step, to set aside what is stopped, and again at the lowest point.
    A text, because Odoo may send a context to the browser.
    """

    __hash__ = object.__hash__

    def __init__(self, *_args):
        self.by_gate = {}
        self.locked = set()

    def __eq__(self, other):
        return self is other

    def __ne__(self, other):
        return self is not other


ANSWERS = "order_gate_answers"


def keep_answers(records):
    """Return ``records`` for a run in which the rules answer once for rows that stay the same."""
    return records.with_context(**{ANSWERS: Answers("kept")})


def get_answers(env):
    """Return the ``Answers`` of the run that goes on, if there is one."""
    answers = env.context.get(ANSWERS)
    return answers if isinstance(answers, Answers) else None


UNATTENDED = "order_gate_unattended"


def mark_unattended(records):
    """Return ``records`` for what a customer's yes sets going: nobody reads a refusal there."""
    return records.with_context(**{UNATTENDED: ASKED})


def is_unattended(records):
    """Return whether no person of ours waits for the answer."""
    return records.env.context.get(UNATTENDED) is ASKED
