from . import models

# isort: split
from . import checks, controllers, report, resolutions, wizard
