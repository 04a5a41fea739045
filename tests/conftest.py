"""What a test needs that cannot run inside one Odoo transaction.

Databases of its own, Odoo's command line, a script in Odoo's shell: each is gone when
the test ends.
"""

import runpy
import subprocess
import uuid
from pathlib import Path

import pytest
from desk import database as databases
from desk.wiring import odoo_command

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

SCRIPTS = Path(__file__).parent / "scripts"


@pytest.fixture
def database():
    """Return a factory of databases: with the addon, or without it, or from another template."""
    names = []

    def create(addon=True, template=None):
        default = databases.addon_template if addon else databases.plain_template
        names.append(f"order_desk_{uuid.uuid4().hex[:8]}")
        databases.copy(template or default(), names[-1])
        return names[-1]

    yield create
    for name in names:
        databases.drop(name)


@pytest.fixture
def run_odoo():
    """Return a function that runs Odoo with some arguments and returns all that it wrote."""

    def run(*arguments, script=None, timeout=600):
        result = subprocess.run(
            odoo_command(*arguments),
            input=script,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout,
            check=False,
        )
        assert not result.returncode, result.stdout
        return result.stdout

    return run


@pytest.fixture
def run_script(run_odoo):
    """Return a function that runs Python in Odoo's shell on a database."""

    def run(name, script):
        return run_odoo("shell", "-d", name, "--no-http", "--log-level=warn", script=script)

    return run


@pytest.fixture(scope="session")
def meeting_place():
    """Return the name of a database where people meet on real connections.

    Each test finds it as new; the registry of its models is made once.
    """
    name = f"order_desk_{uuid.uuid4().hex[:8]}"
    yield name
    sql_db.close_db(name)
    Registry.delete(name)
    databases.drop(name)


@pytest.fixture
def meet(meeting_place, monkeypatch):
    """Return a function that runs a script of `scripts` in this process; it returns its results."""

    def run(script):
        sql_db.close_db(meeting_place)
        databases.copy(databases.addon_template(), meeting_place)
        # else Odoo would start its own tests when the registry is loaded
        monkeypatch.setitem(config, "test_enable", False)
        registry = Registry(meeting_place)
        registry.clear_all_caches()
        with registry.cursor() as cr:
            names = {"env": api.Environment(cr, SUPERUSER_ID, {})}
            return runpy.run_path(str(SCRIPTS / f"{script}.py"), names)["results"]

    return run
