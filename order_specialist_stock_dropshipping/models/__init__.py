from . import purchase_order_line
from . import sale_order_line
from . import order_case_resolution
