from . import test_northwind_data
from . import test_ui
