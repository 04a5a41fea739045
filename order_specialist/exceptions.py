"""Errors that a person or a machine meets at the desk."""

from odoo.exceptions import UserError


class GateClosed(UserError):  # noqa: N818 - a closed gate is a state, not a fault
    """A gate refuses orders; carries every blocker of every order of the call.

    One class for all four gates. It is a ``UserError``, so that Odoo's unattended callers
    (automatic posting, tills) treat it like any other refusal; the web client opens the
    dialog that is registered for this class under ``error_dialogs``.

    :param message: what stops the orders, in the reader's language
    :param gate: the gate that was asked
    :param blockers: list of JSON-ready dicts (``Blocker.as_dict``)
    """

    def __init__(self, message, gate, blockers):
        super().__init__(message)
        self.gate = gate
        self.blockers = blockers
        # ``http.serialize_exception`` sends this attribute to the web client
        self.context = {
            "gate": gate,
            "order_ids": list(dict.fromkeys(blocker["order_id"] for blocker in blockers)),
            "blockers": blockers,
        }


class ChangeRefused(UserError):  # noqa: N818 - a rule that says no is not a fault
    """The matrix of changes does not let this person make this change at this stage."""


class ChangeNeedsReason(UserError):  # noqa: N818
    """The matrix lets the person make the change when he says why.

    The web client asks for it in the dialog that is registered for this class under
    ``error_dialogs`` and tries again; a machine sends the context key ``order_change_reason``.

    :param message: what needs a reason, in the reader's language
    :param usages: the uses of the reasons that fit (``order.reason.usage``)
    """

    def __init__(self, message, usages):
        super().__init__(message)
        self.context = {"usages": usages}
