"""The four gates that an order passes, in their order."""

GATES = ("confirm", "handoff", "ship", "invoice")

#: For ``fields.Selection``: what a gate is called on the screen.
GATE_SELECTION = [
    ("confirm", "Confirm"),
    ("handoff", "Release"),
    ("ship", "Ship"),
    ("invoice", "Invoice"),
]


def gates_from(gate):
    """Return ``gate`` and every gate after it."""
    return GATES[GATES.index(gate) :]
