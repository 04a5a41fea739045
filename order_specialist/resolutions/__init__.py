from . import resolution
from . import credit
from . import credit_price
from . import credit_quantity
from . import replacement
from . import close_short
from . import refuse
