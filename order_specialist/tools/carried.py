"""What a document made by a claim passes on when Odoo itself copies it.

A person who calls by RPC sends plain numbers, so nobody says by hand that a claim made something.
"""

NAME = "order_case_resolution_id"


class Carried(int):
    """The id of the resolution that a move or transfer was made by."""

    __slots__ = ()


def carry(records, vals_list):
    """Return ``vals_list``, the copies of ``records``, with the resolutions that they keep."""
    for record, vals in zip(records, vals_list, strict=True):
        link = vals.get(NAME)
        if link and link == record.sudo()[NAME].id:
            vals[NAME] = Carried(link)
    return vals_list
