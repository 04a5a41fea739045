"""What the checks found, against the truth."""

from collections import Counter, defaultdict

from .defects import CHECKABLE

#: What has to find each defect; any of them will do.
EXPECTED = {
    "stale_price": {"pricelist_price"},
    "duplicate": {"duplicate_order"},
    "near_address": {"address_new"},
    "impossible_date": {"date_infeasible"},
    "missing_reference": {"customer_reference"},
    "over_credit": {"credit_limit"},
    "short_stock": {"stock_short", "product_unavailable"},
    "wrong_item_stated": {"control_total"},
    "transposed_stated": {"control_total"},
    "unit_stated": {"control_total"},
    "transposed": {"quantity_unusual"},
    "unit": {"quantity_unusual", "unit_unusual"},
    "wrong_item": {"quantity_unusual", "unit_unusual"},
}
#: The bounds that must hold for every seed, in percent.
MOST_CLEAN_STOPPED = 2.0
MOST_CLEAN_INFORMED = 10.0
LEAST_FOUND = 99.0


class Score:
    """Counts, for clean orders and for each defect, what was found.

    :param truths: the defect of each order by its id, ``None`` for a clean one
    :param found: ``{order id: [(kind, stops)]}``
    """

    def __init__(self, truths, found):
        self.clean = [order_id for order_id, truth in truths.items() if truth is None]
        self.found = found
        self.defects = defaultdict(list)
        for order_id, truth in truths.items():
            if truth:
                self.defects[truth].append(order_id)

    @property
    def stopped(self):
        """Percent of the clean orders that something stops."""
        return self._share(self.clean, lambda rows: any(stops for _kind, stops in rows))

    @property
    def informed(self):
        """Percent of the clean orders that something is said about, and nothing stops."""
        return self._share(
            self.clean, lambda rows: rows and not any(stops for _kind, stops in rows)
        )

    def get_share_found(self, defect, kinds=None):
        """Percent of the orders with ``defect`` on which one of its checks found something.

        :param kinds: count these kinds of check only
        """
        kinds = kinds or EXPECTED[defect]
        return self._share(
            self.defects[defect], lambda rows: any(kind in kinds for kind, _stops in rows)
        )

    def get_share_alarmed(self, kind):
        """Percent of the clean orders on which checks of ``kind`` found something."""
        return self._share(self.clean, lambda rows: any(each == kind for each, _stops in rows))

    def get_false_alarms(self):
        """Return ``{(kind, stops): clean orders}``, the most frequent first."""
        counter = Counter(
            row for order_id in self.clean for row in set(self.found.get(order_id, ()))
        )
        return counter.most_common()

    def _share(self, order_ids, is_counted):
        counted = sum(bool(is_counted(self.found.get(order_id, ()))) for order_id in order_ids)
        return 100 * counted / max(len(order_ids), 1)

    def get_missed(self):
        """Return a sentence for each bound that does not hold."""
        missed = []
        if self.stopped > MOST_CLEAN_STOPPED:
            missed.append(f"clean orders stopped: {self.stopped:.2f} % > {MOST_CLEAN_STOPPED} %")
        if self.informed > MOST_CLEAN_INFORMED:
            missed.append(f"clean orders informed: {self.informed:.2f} % > {MOST_CLEAN_INFORMED} %")
        for defect in CHECKABLE:
            share = self.get_share_found(defect)
            if share < LEAST_FOUND:
                missed.append(f"{defect}: {share:.1f} % found < {LEAST_FOUND} %")
        return missed
