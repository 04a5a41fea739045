from . import project_task
from . import project_task_recurrence
