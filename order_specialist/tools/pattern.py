"""What a customer usually orders of a product, told from his earlier order lines.

The modified z-score of Iglewicz and Hoaglin (*How to Detect and Handle Outliers*, ASQC Quality
Press, 1993; also NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.17):

    M = 0.6745 (x - median) / MAD,    MAD = median(abs(x_i - median)),    unusual if abs(M) > 3.5

taken on the natural logarithm of the quantities, because quantities differ by factors and not by
differences: from 6 to 12 is as far as from 12 to 24. Median and MAD are moved by no single slip
of the past, unlike mean and standard deviation.

Two things are ours, both against false alarms:

* ``least``: with fewer earlier lines there is no pattern, and nothing is unusual;
* ``factor``: what lies within this factor of the median is never unusual. It also settles the case
  that the formula leaves open: when half of the lines or more have one quantity, MAD is 0 and M
  is infinite for every other one; then the factor alone decides.
"""

from math import exp, inf, log
from typing import NamedTuple

#: 0.6745 is the 0.75 quantile of the standard normal distribution: it makes MAD a sigma.
SCALE = 0.6745


class Pattern(NamedTuple):
    """Quantities between ``low`` and ``high`` are what he took; beyond the limits is unusual."""

    median: float
    low: float
    high: float
    lower_limit: float
    upper_limit: float

    def is_unusual(self, quantity):
        return not self.lower_limit - 1e-9 <= quantity <= self.upper_limit + 1e-9

    def allow(self, quantities):
        """Return the pattern in which ``quantities`` are not unusual, nor what is nearer to it."""
        limits = self.lower_limit, self.upper_limit
        return self._replace(
            lower_limit=min((*limits, *quantities)), upper_limit=max((*limits, *quantities))
        )

    def get_excess(self, quantity):
        """Return by how much ``quantity`` is above (or, negative, below) what he took."""
        return quantity - (self.high if quantity > self.median else self.low)


def get_median(values):
    """Return the median of a list that is sorted and not empty."""
    half, odd = divmod(len(values), 2)
    return values[half] if odd else (values[half - 1] + values[half]) / 2


def get_score(value, values):
    """Return the modified z-score of ``value`` against ``values``; infinite where MAD is 0."""
    median = get_median(sorted(values))
    spread = get_median(sorted(abs(each - median) for each in values))
    if not spread:
        return inf if value > median else -inf if value < median else 0.0
    return SCALE * (value - median) / spread


def get_pattern(quantities, score=3.5, least=6, factor=2.0):
    """Return the ``Pattern`` of earlier ``quantities``; ``None`` if there are fewer than ``least``.

    :param score: beyond this modified z-score a quantity is unusual
    :param least: with fewer quantities there is no pattern
    :param factor: what lies within this factor of the median is never unusual
    """
    if len(quantities) < max(least, 1):
        return None
    logs = sorted(map(log, quantities))
    median = get_median(logs)
    spread = get_median(sorted(abs(each - median) for each in logs))
    reach = max(score * spread / SCALE, log(factor))
    lower, upper = exp(median - reach), exp(median + reach)
    usual = [each for each in quantities if lower - 1e-9 <= each <= upper + 1e-9]
    return Pattern(exp(median), min(usual), max(usual), lower, upper)
