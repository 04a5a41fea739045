"""The bridges between the addon and its neighbours: they come by themselves, with their terms."""

import re

import polib
from desk import database as databases
from desk import package
from test_package import terms

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name
from odoo.tools.translate import trans_export


def test_bridges_are_installed_by_themselves():
    for name in databases.bridges():
        assert databases.manifest(name)["auto_install"], f"{name} is not installed by itself"
        assert databases.manifest(name)["version"].startswith("19.0.")


def test_terms_of_bridges_are_current(tmp_path):
    path = tmp_path / "now.pot"
    # all at once: Odoo reads through all of its files each time
    with Registry(get_db_name()).cursor() as cr, path.open("wb") as file:
        env = api.Environment(cr, SUPERUSER_ID, {})
        trans_export(None, databases.bridges(), file, "po", env)
    now = polib.pofile(path.read_text())
    for bridge in databases.bridges():
        found = {entry.msgid for entry in now if bridge in re.findall(r"\w+", entry.comment)}
        assert found == terms(package.pot(bridge)), "make pot brings it up to date"
