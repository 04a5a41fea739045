"""Countries as customers write them: by name in one of the languages of trade, by code, by the sign
of their cars before a postal code ("A-8010")."""

from functools import cache

from babel import Locale

from .address import normalise

#: Whose names of countries are read.
LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk"),
    *("hu", "sl", "hr", "ro", "bg", "el", "sv", "da", "nb", "fi", "tr"),
)
#: What people write otherwise than any list of names.
WRITTEN = {
    **dict.fromkeys(("uk", "great britain", "england", "scotland", "wales"), "GB"),
    **dict.fromkeys(("usa", "u s a", "united states of america"), "US"),
    **dict.fromkeys(("holland", "the netherlands"), "NL"),
    **dict.fromkeys(("brd", "bundesrepublik deutschland"), "DE"),
    **dict.fromkeys(("republic of ireland", "eire"), "IE"),
    "uae": "AE",
}
#: Signs of cars that are no codes of countries, and codes that are written and are none.
SIGNS = {
    **{"A": "AT", "B": "BE", "D": "DE", "E": "ES", "F": "FR", "H": "HU", "I": "IT", "L": "LU"},
    **{"N": "NO", "P": "PT", "S": "SE", "EL": "GR", "UK": "GB"},
}
#: Also the name of a state of another country, so the end of many addresses there.
STATES = {"georgia"}


@cache
def _get_names():
    """Return ``{normalised name: code}`` of all countries in all ``LANGUAGES``."""
    names = dict(WRITTEN)
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names.setdefault(normalise(name), code)
    return {name: code for name, code in names.items() if name not in STATES}


def find_country(words):
    """Return the code of the country that ``words`` are the name or code of, ``""`` if of none."""
    text = " ".join(words)
    if len(text) == 2 and text.isupper():
        return SIGNS.get(text, text)
    return _get_names().get(normalise(text), "")


def read_sign(sign):
    """Return the code of the country whose sign stands before a postal code."""
    return SIGNS.get(sign.upper(), sign.upper() if len(sign) == 2 else "")
