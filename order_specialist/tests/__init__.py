from . import test_case_scenario
from . import test_northwind_data
from . import test_ui
