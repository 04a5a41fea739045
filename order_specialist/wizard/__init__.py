from . import order_override_wizard
from . import order_hold_wizard
from . import order_ask_wizard
from . import order_send_back_wizard
from . import order_goods_left_wizard
from . import order_case_create_wizard
from . import order_case_settle_wizard
from . import sale_advance_payment_inv
