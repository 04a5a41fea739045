from . import event_booth
