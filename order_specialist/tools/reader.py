"""Where the reader of some facts is."""

from odoo import fields


def get_today(facts):
    """Return the day where the reader of ``facts`` is: his zone is cached, unlike his record."""
    users = facts.env["res.users"]
    zone = facts.env.context.get("tz") or users.context_get().get("tz")
    return fields.Date.context_today(users.with_context(tz=zone))
