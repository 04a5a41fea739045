from . import models

# isort: split
from . import checks, controllers, detections, report, resolutions, wizard
