"""Addresses as plain values: when two are the same place, and where two differ.

Case, accents, punctuation and the usual abbreviations of streets do not make another place.
Similarity is the ratio of ``difflib.SequenceMatcher`` (Ratcliff and Obershelp 1988) of each part.
"""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

#: Words that people write in several ways, as the shortest of them.
SHORT_WORDS = {
    **dict.fromkeys(("strasse", "street", "straat", "str"), "st"),
    **dict.fromkeys(("avenue", "avenida", "avda", "ave"), "av"),
    **dict.fromkeys(("boulevard", "blvd"), "bd"),
    **dict.fromkeys(("calle",), "c"),
    **dict.fromkeys(("square",), "sq"),
    **dict.fromkeys(("road",), "rd"),
    **dict.fromkeys(("lane",), "ln"),
    **dict.fromkeys(("drive",), "dr"),
    **dict.fromkeys(("place", "platz", "plaza", "piazza"), "pl"),
    **dict.fromkeys(("saint", "sankt"), "st"),
    **dict.fromkeys(("suite",), "ste"),
    **dict.fromkeys(("building",), "bldg"),
    **dict.fromkeys(("postfach", "pobox"), "po"),
    **dict.fromkeys(("number", "nummer", "nr", "no"), ""),
}
#: Endings of words that are abbreviated: Hauptstraße, Hauptstr.
SHORT_ENDS = (("strasse", "str"), ("platz", "pl"), ("straat", "str"))
#: What a part weighs in the similarity of two addresses; the country only where it is another.
WEIGHTS = {"street": 2, "zip": 1, "city": 1, "country": 1}
#: Longer texts say more than an address; comparing them would take its time.
MOST_WORDS = 40
#: Below this ratio, a word is not a misspelt other one but another.
RELATED = 0.6
#: From this ratio on, two names are one that was written in two ways.
SAME_NAME = 0.75
#: What says nothing of whose name it is.
LEGAL_FORMS = {
    *("ag", "as", "bv", "co", "corp", "eg", "ev", "gmbh", "inc", "kft", "kg", "lda", "llc", "ltd"),
    *("mbh", "nv", "oe", "og", "ohg", "oy", "plc", "pte", "sa", "sarl", "sas", "sl", "slu", "sp"),
    *("spa", "srl", "sro", "ug", "z", "o", "and", "und", "et", "y", "e", "the"),
}


class Place(NamedTuple):
    """Where goods go: the parts of one address, and the contact that has it now (or ``False``)."""

    name: str = ""
    street: str = ""
    street2: str = ""
    zip: str = ""
    city: str = ""
    state_id: int | bool = False
    country_id: int | bool = False
    country_code: str = ""
    contact_id: int | bool = False

    @property
    def key(self):
        """What is the same for two addresses that mean one place; no colon in it."""
        state = "" if self.zip else self.state_id or ""
        street = normalise(" ".join(filter(None, (self.street, self.street2))))
        town = (compact(self.zip), normalise(self.city))
        return "|".join(map(str, (street, *town, state, self.country_id or "")))

    @property
    def text(self):
        """One line for people."""
        town = " ".join(filter(None, (self.zip, self.city)))
        return ", ".join(filter(None, (self.street, self.street2, town, self.country_code)))

    @property
    def has_place(self):
        """Whether it says where at all."""
        return bool(self.street or self.street2) and bool(self.city or self.zip)

    def as_json(self):
        """Return what ``Place(*values)`` takes again, without the contact."""
        return list(self[:-1])

    def get_parts(self):
        """Return the parts that say where, as people wrote them."""
        street = " ".join(filter(None, (self.street, self.street2)))
        return {"street": street, "zip": self.zip or "", "city": self.city or ""}


@lru_cache(maxsize=8192)
def normalise(text):
    """Return ``text`` in short lower-case words without accents, punctuation and noise."""
    decomposed = unicodedata.normalize("NFKD", (text or "").casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    letters = re.sub(r"\b(\d+) +([a-z])\b(?![-.])", r"\1\2", letters)  # 31 a is 31a
    words = re.sub(r"[^\w]|_", " ", letters).split()
    return " ".join(filter(None, map(_shorten, words)))


def _shorten(word):
    if word in SHORT_WORDS:
        return SHORT_WORDS[word]
    for end, short in SHORT_ENDS:
        if word.endswith(end):
            return word.removesuffix(end) + short
    return word


def compact(text):
    """Return ``text`` normalised and without spaces: postal codes are written with and without."""
    return normalise(text).replace(" ", "")


def get_ratio(one, other):
    """Return how similar two normalised texts are, from 0 to 1."""
    if one == other:
        return 1.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def get_similarity(one, other):
    """Return how similar two places are, from 0 to 1; a part that one lacks counts for nothing."""
    pairs = zip(one.get_parts().items(), other.get_parts().values(), strict=True)
    ratios = {part: get_ratio(normalise(a), normalise(b)) for (part, a), b in pairs if a and b}
    if one.country_id and other.country_id and one.country_id != other.country_id:
        ratios["country"] = 0.0
    return weigh(ratios)


def is_same_name(one, other):
    """Return whether two names may be one, written in full or in short; none is like any."""
    mine, his = _get_name_words(one), _get_name_words(other)
    if not mine or not his or _has_words(mine, his) or _has_words(his, mine):
        return True
    return get_ratio(" ".join(mine), " ".join(his)) >= SAME_NAME


def _has_words(words, others):
    return all(any(get_ratio(word, other) >= SAME_NAME for other in others) for word in words)


def _get_name_words(name):
    words = normalise(name).split()
    return [word for word in words if word not in LEGAL_FORMS] or words


def weigh(ratios):
    """Return the weighted mean of ``{part: ratio}``; 0 where no street was compared."""
    if "street" not in ratios:
        return 0.0
    total = sum(WEIGHTS[part] for part in ratios)
    return sum(WEIGHTS[part] * ratio for part, ratio in ratios.items()) / total


def get_differences(one, other):
    """Return where two places differ, part by part: ``["Hauptstr. 31 / 29", "8022 / 08022"]``.

    Names are compared too where they are nearly the same: an accent is worth telling beside.
    """
    mine, his = one.get_parts(), other.get_parts()
    told = [
        tell_difference(mine[part], his[part])
        for part in mine
        if compact(mine[part]) != compact(his[part])
    ]
    if one.country_code != other.country_code:
        told.append(tell_difference(one.country_code, other.country_code))
    names = (one.name or "").casefold(), (other.name or "").casefold()
    if names[0] != names[1] and get_ratio(*map(normalise, names)) > RELATED:
        told.append(tell_difference(one.name, other.name))
    return told


def tell_difference(one, other):
    """Return the words in which two texts differ, as ``one / other``.

    A house number alone says little, so the word before it stays on the left.
    """
    mine, his = (one or "").split(), (other or "").split()
    start = 0
    while start < min(len(mine), len(his)) and _is_same_word(mine[start], his[start]):
        start += 1
    end = 0
    while end < min(len(mine), len(his)) - start and _is_same_word(mine[-1 - end], his[-1 - end]):
        end += 1
    left, right = mine[start : len(mine) - end], his[start : len(his) - end]
    if start and left and re.search(r"\d", left[0]):
        left = [mine[start - 1], *left]
    return f"{' '.join(left) or '–'} / {' '.join(right) or '–'}"


def _is_same_word(one, other):
    return one.strip(".,;").casefold() == other.strip(".,;").casefold()
