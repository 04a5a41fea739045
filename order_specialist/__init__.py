from . import models

# isort: split
from . import checks, controllers, detections, report, resolutions, wizard
from .hooks import uninstall_hook
