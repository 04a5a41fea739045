"""A mark that only code of this process can set: no client can send it in a context."""

#: Key in the context, and its value, of a write that a department has taken.
KEY = "order_change_taken"
TAKEN = object()


def is_taken(env):
    """Return whether what is written now was answered by the department."""
    return env.context.get(KEY) is TAKEN


def as_taken(records):
    """Return ``records`` for a write that goes past the offer."""
    return records.with_context(**{KEY: TAKEN})
