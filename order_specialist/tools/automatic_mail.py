"""Which mails no person has written: out of office, receipts, bounces, mailing lists."""

from email.utils import parseaddr

#: Values of Precedence that machines set.
BULK = frozenset(("bulk", "junk", "list", "auto_reply"))
#: Headers that only programs write, whatever they say.
OF_PROGRAMS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Failed-Recipients")
DAEMONS = frozenset(("mailer-daemon", "postmaster", "noreply", "no-reply"))


def is_automatic(message):
    """Return whether an ``email.message.EmailMessage`` was sent by a program.

    Auto-Submitted is RFC 3834; X-Auto-Response-Suppress is what Exchange sets on such mails.
    """
    if _read(message, "Auto-Submitted") not in ("", "no"):
        return True
    if _read(message, "Precedence") in BULK:
        return True
    if _read(message, "X-Auto-Response-Suppress") not in ("", "none"):
        return True
    if any(message.get(header) is not None for header in OF_PROGRAMS):
        return True
    if str(message.get("Return-Path", "")).strip() == "<>":
        return True
    sender = parseaddr(str(message.get("From", "")))[1]
    return sender.partition("@")[0].lower() in DAEMONS


def _read(message, header):
    """Return the value of a header in small letters, without its parameters."""
    return str(message.get(header) or "").partition(";")[0].strip().lower()
