"""Which mails no person has written: out of office, receipts, bounces, mailing lists."""

from email.utils import parseaddr

from .automatic_subject import is_automatic_subject

#: Values of Precedence that machines set.
BULK = frozenset(("bulk", "junk", "list", "auto_reply"))
#: Headers that only programs write, whatever they say.
OF_PROGRAMS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Failed-Recipients")
BOUNCERS = frozenset(("mailer-daemon", "postmaster"))
DAEMONS = BOUNCERS | {"noreply", "no-reply"}


def is_answering_machine(message):
    """Return whether a mail answers by itself: out of office, bounce, receipt.

    Unlike :func:`is_automatic` it says nothing of what programs write on their own, as ticket
    systems and mailing lists do: there a person's claim may be in it.
    """
    if _read(message, "Auto-Submitted").startswith("auto-replied"):
        return True
    if _read(message, "Precedence") == "auto_reply":
        return True
    if any(message.get(header) is not None for header in OF_PROGRAMS):
        return True
    if str(message.get("Return-Path", "")).strip() == "<>":
        return True
    sender = parseaddr(str(message.get("From", "")))[1]
    if sender.partition("@")[0].lower() in BOUNCERS:
        return True
    return is_automatic_subject(message.get("Subject"))


def is_automatic(message):
    """Return whether an ``email.message.EmailMessage`` was sent by a program.

    Auto-Submitted is RFC 3834; X-Auto-Response-Suppress is what Exchange sets on such mails.
    """
    if is_answering_machine(message):
        return True
    if _read(message, "Auto-Submitted") not in ("", "no"):
        return True
    if _read(message, "Precedence") in BULK:
        return True
    if _read(message, "X-Auto-Response-Suppress") not in ("", "none"):
        return True
    sender = parseaddr(str(message.get("From", "")))[1]
    return sender.partition("@")[0].lower() in DAEMONS


def _read(message, header):
    """Return the value of a header in small letters, without its parameters."""
    return str(message.get(header) or "").partition(";")[0].strip().lower()
