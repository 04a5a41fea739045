from . import customer_reference
from . import duplicate_order
from . import pricelist_price
from . import product_unavailable
from . import address_incomplete
from . import places
from . import address_new
from . import stock_short
