"""What a person wrote in a mail, and the numbers that it names."""

import re

from odoo.tools import html2plaintext

#: How many different numbers of one mail are looked up.
MOST_NUMBERS = 200
LONGEST_NUMBER = 40
#: Letters, digits and the signs of document numbers, with at least one digit.
_NUMBER = re.compile(r"[^\W_][\w/.\-]*")
#: Where Odoo shows an attachment inside a message's text.
_INLINE = re.compile(r"/web/image/(\d+)")
#: Where the quoted mail begins, in the words of the usual programs.
_QUOTE = re.compile(
    r"^\s*(?:"
    r"-{2,}.*(?:original|urspr|origine|messaggio|mensaje|oorspronkelijk|forward|weitergeleitet).*"
    r"|_{10,}"
    r"|(?:on|am|le|el|il|op|em|dnia)\b.{5,200}"
    r"(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|napisał).{0,120}:"
    r")\s*$",
    re.IGNORECASE,
)


def get_text(body):
    """Return the words of a mail's HTML, without links and pictures."""
    return html2plaintext(body or "", include_references=False).strip()


def get_own_words(text):
    """Return what the sender wrote himself: without what his program quoted below."""
    own = []
    for line in text.splitlines():
        if _QUOTE.match(line):
            break
        if not line.lstrip().startswith(">"):
            own.append(line)
    return "\n".join(own).strip()


def find_inline_pictures(bodies):
    """Return the ids of the attachments that stand inside the text of messages."""
    return {int(number) for body in bodies for number in _INLINE.findall(body or "")}


def find_numbers(text):
    """Return what may be a number of a document in ``text``, as written, in their order."""
    found = (match.strip("/.-_") for match in _NUMBER.findall(text))
    numbers = dict.fromkeys(
        word
        for word in found
        if len(word) <= LONGEST_NUMBER and any(char.isdigit() for char in word)
    )
    return list(numbers)[:MOST_NUMBERS]
