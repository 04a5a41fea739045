"""An address as a customer wrote it, in any format, against the parts of a known one."""

import re
from functools import lru_cache

from .address import (
    MOST_WORDS,
    RELATED,
    compact,
    get_ratio,
    normalise,
    tell_difference,
    weigh,
)
from .address_country import find_country, read_sign

#: The sign of a country before a postal code.
SIGN = r"(?<![\w-])([A-Za-z]{1,2})\s?[-–]\s?"


class WrittenAddress:
    """Free text that says where goods shall go: lines, commas, names and all.

    :param text: what the customer wrote
    """

    def __init__(self, text):
        self.text = ", ".join(
            line.strip(" ,") for line in (text or "").splitlines() if line.strip()
        )
        self.segments = [part.strip() for part in self.text.split(",") if part.strip()]
        self.normal = normalise(text or "")
        apart = re.sub(SIGN + r"(?=\d{3})", r"\1 ", text or "")
        written = re.split(r"[\s,;]+", apart)[:MOST_WORDS]
        #: (normalised, as written) of each word that says something
        self.words = [(normal, word) for word in written for normal in [normalise(word)] if normal]

    def says(self, place):
        """Return whether the text names ``place``: its street and town, nothing else."""
        parts = place.get_parts()
        if self.get_other_country(place):
            return False
        streets = [normalise(place.street), normalise(place.street2)]
        if not all(self._has(street) for street in streets) or not any(streets):
            return False
        if parts["zip"] and self._has_code(parts["zip"]):
            return True
        return self._has(normalise(parts["city"])) and not self._find_other_code(parts["zip"])

    def _has(self, normal):
        return f" {normal} " in f" {self.normal} " if normal else True

    def _has_code(self, code):
        return self._has(normalise(code)) or compact(code) in self.normal.split()

    def _find_other_code(self, code):
        """Return the word that looks like the postal code ``code`` and is another."""
        wanted = compact(code)
        for normal, word in self.words if wanted else ():
            if re.search(r"\d", normal) and get_ratio(normal, wanted) > RELATED:
                return word
        return ""

    def get_other_country(self, place):
        """Return the code of the country that the text names instead of that of ``place``, if any.

        A text that names none means the country that the known address has.
        """
        if not place.country_code:
            return ""
        code = self._find_sign(place.zip) or self._find_last_country(place)
        return code if code != place.country_code else ""

    def _find_sign(self, code):
        if not code:
            return ""
        found = re.search(SIGN + re.escape(code) + r"(?!\w)", self.text)
        return read_sign(found[1]) if found else ""

    def _find_last_country(self, place):
        """Return the code of the country at the end: alone, or after the town."""
        town = {*normalise(place.city).split(), *normalise(place.zip).split()}
        last = self.segments[-1].split() if self.segments else []
        words = [word for word in last if not set(normalise(word).split()) & town]
        return find_country([word.strip(".;()") for word in words]) if words else ""

    def get_name(self, place):
        """Return whose name the text begins with, ``""`` where it begins with the address."""
        first = self.segments[0] if len(self.segments) > 1 else ""
        parts = {normalise(part) for part in (place.street, place.street2, place.city)}
        is_address = re.search(r"\d|:$", first) or normalise(first) in parts
        return "" if is_address else first

    def compare(self, place):
        """Return ``(similarity from 0 to 1, differences)`` to ``place``."""
        ratios, told = {}, []
        for part, wanted in place.get_parts().items():
            if not wanted:
                continue
            ratio, found = self._find_nearest(normalise(wanted))
            if part == "zip" and ratio <= RELATED:
                told.append(tell_difference("", wanted))
                continue
            ratios[part] = ratio
            if ratio < 1:
                told.append(tell_difference(found, wanted))
        if country := self.get_other_country(place):
            ratios["country"] = 0.0
            told.append(tell_difference(country, place.country_code))
        return weigh(ratios), told

    def _find_nearest(self, wanted):
        """Return ``(ratio, words as written)`` of the words that are most like ``wanted``."""
        count = len(wanted.split())
        best = (0.0, "")
        for start in range(max(1, len(self.words) - count + 1)):
            window = self.words[start : start + count]
            ratio = get_ratio(" ".join(normal for normal, _word in window), wanted)
            if ratio > best[0]:
                best = (ratio, " ".join(word for _normal, word in window))
        return best

    def count_shared(self, place):
        """Return how many words the text shares with ``place``: a quick guess which are near."""
        own = {normal for normal, _word in self.words}
        return len(own & set(" ".join(map(normalise, place.get_parts().values())).split()))


@lru_cache(maxsize=2048)
def read_address(text):
    """Return the ``WrittenAddress`` of ``text``; the same is asked again at every gate."""
    return WrittenAddress(text)
