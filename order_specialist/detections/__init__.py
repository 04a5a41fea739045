from . import detector
from . import late
from . import not_ordered
from . import wrong_price
from . import tax
from . import billed_twice
from . import short_payment
from . import damaged
