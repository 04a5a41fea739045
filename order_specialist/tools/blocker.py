"""What keeps an order from passing a gate: a plain value."""

from typing import Any, NamedTuple

#: Worst first; what is shown, and in which order.
SEVERITIES = ("block", "override", "info")


def join_detail(message, detail):
    """Return one text of a message and what only its reader may know."""
    if not detail:
        return message
    return f"{message} {detail}" if message.endswith((".", "?", "!")) else f"{message}. {detail}"


class Blocker(NamedTuple):
    """One reason why one order does not pass one gate.

    :param gate: the gate that it closes, one of ``GATES``
    :param order_id: id of the order
    :param kind: ``check``, ``tick``, ``error``, ``hold``, ``case``, ``handoff`` or ``review``
    :param message: one sentence in the reader's language; empty for a finding until it is read
    :param source_model: model of the record that stops it
    :param source_id: its id; 0 for a finding that is not stored yet
    :param finding: the ``Finding`` behind a blocker of kind ``check``
    :param line_id: id of the order line that it is about, where there is no finding to say so
    :param actions: names of what would help, the most helpful first
    :param detail: what only this reader may know (what a customer owes); it is shown to him, and
        never kept in a message that others read
    :param hint: what helps, in the words of the check
    """

    gate: str
    order_id: int
    kind: str
    message: str
    source_model: str
    source_id: int = 0
    severity: str = "override"
    stops: bool = True
    check_id: int | bool = False
    finding: Any = None
    line_id: int | bool = False
    actions: tuple = ("open",)
    detail: str = ""
    hint: str = ""

    def as_dict(self, order_name=""):
        """Return the blocker as JSON-ready values."""
        finding = self.finding
        return {
            "gate": self.gate,
            "order_id": self.order_id,
            "order_name": order_name,
            "kind": self.kind,
            "severity": self.severity,
            "stops": self.stops,
            "message": join_detail(self.message, self.detail),
            "hint": self.hint,
            "source_model": self.source_model,
            "source_id": self.source_id,
            "check_id": self.check_id,
            "line_id": (finding.line_id if finding else self.line_id) or False,
            "key": finding.key if finding else "",
            "expected": finding.expected if finding else None,
            "actual": finding.actual if finding else None,
            "amount": finding.amount if finding else 0.0,
            "actions": list(self.actions),
        }
