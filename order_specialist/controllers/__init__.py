from . import order_request
from . import portal_claim
