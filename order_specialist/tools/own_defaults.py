"""Defaults of fields that only the system writes."""


def keep_own(model, defaults, names):
    """Return ``defaults`` with nothing but the fields' own for ``names``.

    What a client puts into the context, or what a user keeps as his default, counts as well as
    what is written; and it goes along into what Odoo then creates in sudo.
    """
    for name in names & defaults.keys():
        own = model._fields[name].default
        if own:
            defaults[name] = own(model)
        else:
            del defaults[name]
    return defaults
