from . import carrier_missing
