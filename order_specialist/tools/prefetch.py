"""Values that came with another query, kept for who reads them as fields."""


def keep(records, name, values):
    """Have a field of ``records`` read without a query; what is changed already stays changed.

    :param values: one for each record, as the cache holds it: of a one2many the ids of its records
    """
    records._fields[name]._insert_cache(records, values)
