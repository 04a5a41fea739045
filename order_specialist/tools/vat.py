"""Whether a VAT number can be one, by its country's own rules (python-stdnum)."""

from functools import lru_cache

from stdnum import get_cc_module
from stdnum.eu.vat import MEMBER_STATES

#: Prefixes of Europe that are no code of a country.
_PREFIXES = {"el", "xi"}


@lru_cache(maxsize=4096)
def is_vat(number, country_code):
    """Return whether ``number`` is a VAT number, or ``None`` where nobody knows the rules.

    :param country_code: of the customer; a number of another country of Europe is as good
    """
    codes = {(country_code or "").lower(), _get_prefix(number)} - {""}
    modules = [module for code in sorted(codes) if (module := get_cc_module(code, "vat"))]
    if not modules:
        return None
    return any(module.is_valid(number) for module in modules)


def _get_prefix(number):
    """Return the code of the country of Europe that a number begins with, or an empty text."""
    prefix = number.strip()[:2].lower()
    return prefix if prefix in MEMBER_STATES | _PREFIXES else ""
