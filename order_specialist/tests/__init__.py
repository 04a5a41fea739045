from . import test_demo_inbox
from . import test_demo_load
from . import test_northwind_data
from . import test_northwind_rules
from . import test_ui
