from . import delivery_carrier
from . import order_handoff
from . import payment_transaction
from . import sale_order
