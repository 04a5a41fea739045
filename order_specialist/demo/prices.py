"""The older price level, found in the orders themselves.

Northwind's product list knows today's prices only. The orders up to 4 April 1997 carry an older
level, which no file names: the price of a product in that time is the one most of its order lines
have. If two prices are equally frequent, the one of the later order counts (it did not happen in
this data).
"""

from collections import Counter
from datetime import date

OLD_UNTIL = date(1997, 4, 4)


def old_prices(data):
    """Return {product key: price} of the level in force up to and including ``OLD_UNTIL``."""
    counts, latest = Counter(), {}
    for number in sorted(data.orders):
        if data.orders[number].ordered > OLD_UNTIL:
            continue
        for line in data.lines[number]:
            counts[line.product, line.price] += 1
            latest[line.product, line.price] = number
    best = {}
    for product, price in counts:
        rank = (counts[product, price], latest[product, price])
        if product not in best or rank > best[product][0]:
            best[product] = (rank, price)
    return {product: price for product, (_rank, price) in best.items()}
