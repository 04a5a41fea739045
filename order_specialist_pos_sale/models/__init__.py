from . import order_case
from . import pos_order
from . import sale_order
