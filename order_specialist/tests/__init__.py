from . import test_demo_inbox
from . import test_demo_load
from . import test_northwind_data
from . import test_northwind_rules
from . import test_ui
from . import test_release
from . import test_release_acceptance
from . import test_ship_gate
