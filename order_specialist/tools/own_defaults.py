"""Defaults of fields that only the system writes."""


def keep_own(model, defaults, names):
    """Return ``defaults`` with nothing but the fields' own for ``names``.

    What a client puts into the context, or what a user keeps as his default, counts as well as
    what is written; and it goes along into what Odoo then creates in sudo.
    """
    for name in names & defaults.keys():
        field = model._fields[name]
        if field.default:
            value = field.convert_to_cache(field.default(model), model, validate=False)
            defaults[name] = field.convert_to_write(value, model)
        else:
            del defaults[name]
    return defaults
