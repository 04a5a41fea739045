"""A pytest plugin: what many classes of tests begin with is made once in the database of a worker.

What each class would make and roll back again (people, a product, a customer) stays there
until the database is dropped.
"""

import sys
from unittest.mock import patch

import pytest
from passlib.context import CryptContext

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name

KEPT = "odoo.addons.order_specialist.tests.kept"
QUIET = {"tracking_disable": True, "no_reset_password": True}


@pytest.fixture(scope="session", autouse=True)
def what_many_begin_with(request, load_registry):
    """Make once, for good, what many classes of tests begin with, in the database of a worker."""
    kept = sys.modules.get(KEPT)
    if not kept:
        return
    classes = {base for item in request.session.items for base in getattr(item.cls, "__mro__", ())}
    bases = {base for base in classes if isinstance(vars(base).get("_make"), classmethod)}
    users = "odoo.addons.base.models.res_users.ResUsersPatchedInTest._crypt_context"
    context = CryptContext(["pbkdf2_sha512", "plaintext"], pbkdf2_sha512__rounds=1)
    with (
        Registry(get_db_name()).cursor() as cr,
        # as Odoo's own tests do it: a password costs nothing
        patch(users, lambda _users: context),
    ):
        env = api.Environment(cr, SUPERUSER_ID, QUIET)
        for base in sorted(bases, key=lambda base: len(base.__mro__)):
            kept.keep(env, base)
