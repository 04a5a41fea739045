from . import checks, controllers, models, report, resolutions, wizard
from .hooks import uninstall_hook
