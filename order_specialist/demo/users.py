"""The people of the demonstration, one for each role; the password of each is the login.

Such passwords are for a machine that only you can reach, which is what `make run` makes.
"""

from typing import NamedTuple

from odoo.fields import Command

from . import keys

ADDON = "order_specialist"
STUCK = f"{ADDON}.order_blocker_action"
RELEASES = f"{ADDON}.order_handoff_action"


class Person(NamedTuple):
    """A user: what the role is called, the external ids of the groups and of the first screen."""

    login: str
    name: str
    role: str
    groups: tuple
    home: str = STUCK


PEOPLE = (
    Person("specialist", "Tessa Lindqvist", "Specialist", (f"{ADDON}.group_specialist",)),
    Person("supervisor", "Samuel Okafor", "Supervisor", (f"{ADDON}.group_supervisor",)),
    Person("credit", "Karin Vogel", "Credit controller", (f"{ADDON}.group_credit_controller",)),
    Person(
        "warehouse",
        "Walter Brandt",
        "Warehouse lead",
        (f"{ADDON}.group_department_member", "stock.group_stock_user"),
        RELEASES,
    ),
    Person(
        "sales",
        "Marta Silva",
        "Salesperson",
        ("sales_team.group_sale_salesman",),
        "sale.action_quotations_with_onboarding",
    ),
    Person("auditor", "Alice Moreau", "Auditor", (f"{ADDON}.group_auditor",)),
    Person(
        "administrator",
        "Adam Novak",
        "Administrator",
        (
            f"{ADDON}.group_administrator",
            "base.group_system",
            "account.group_account_manager",
            "sales_team.group_sale_manager",
            "stock.group_stock_manager",
        ),
    ),
)


def load_users(env):
    """Return {login: user}; a login that somebody else has already is left alone."""
    taken = {
        user.login: user
        for user in env["res.users"]
        .with_context(active_test=False)
        .search([("login", "in", [person.login for person in PEOPLE])])
    }
    values = {
        person.login: _prepare_user_values(env, person)
        for person in PEOPLE
        if person.login not in taken
    }
    return {**taken, **keys.ensure(env, "res.users", "user", values)}


def _prepare_user_values(env, person):
    groups = ("base.group_user", *person.groups)
    return {
        "name": person.name,
        "login": person.login,
        "password": person.login,
        "email": f"{person.login}@example.com",
        "tz": env.user.tz or "UTC",
        "action_id": env.ref(person.home).id,
        "group_ids": [Command.set([env.ref(group).id for group in groups])],
    }
