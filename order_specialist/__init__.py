from . import models

# isort: split
from . import checks, controllers, report, resolutions, wizard
from .hooks import uninstall_hook
