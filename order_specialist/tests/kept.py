"""What many classes of tests begin with: made once for all of them, if the runner can.

A class of tests that others build on says what it makes in ``_make``, as attributes that are
records. Odoo's own runner knows nothing of it: then each class makes it anew, and rolls it back.
"""

from odoo.models import BaseModel

#: ``{class: {attribute: (model, ids)}}`` of what is in the database for good
_kept = {}


def equip(cls, base):
    """Give ``cls`` what ``base`` makes: what was kept of it, or else something new."""
    if base not in _kept:
        base._make.__func__(cls)
        return
    for name, (model, ids) in _kept[base].items():
        setattr(cls, name, cls.env[model].browse(ids))


def keep(env, base):
    """Make in ``env`` what ``base`` and the classes that it builds on make, for all that follow."""
    makers = [cls for cls in reversed(base.__mro__) if "_make" in vars(cls) and cls not in _kept]
    holder = type("Holder", (base,), {"__module__": __name__})
    holder.env = env
    for maker in (cls for cls in reversed(base.__mro__) if cls in _kept):
        equip(holder, maker)
    for maker in makers:
        before = dict(vars(holder))
        maker._make.__func__(holder)
        _kept[maker] = {
            name: (value._name, value.ids)
            for name, value in vars(holder).items()
            if isinstance(value, BaseModel) and value is not before.get(name)
        }
