"""Databases: made once as a template, then copied in less than a second."""

import ast
import contextlib
import json
import os
import re
import shutil
import sys
import uuid
from functools import partial
from subprocess import PIPE, STDOUT

from . import postgres
from .home import HOME, ROOT, digest, fail, lock, run, step
from .wiring import DATA, odoo_command, source, wire

ADDON = "order_specialist"
# the Sales app as people know it; the addon itself asks for less
MODULES = ("sale_management",)
# what else confirms, ships or invoices orders; Odoo adds what it always has with these
NEIGHBOURS = [
    "delivery",
    "event_sale",
    "payment_demo",
    "pos_sale",
    "sale_loyalty",
    "sale_mrp",
    "sale_project",
    "stock_delivery",
    "stock_dropshipping",
    "stock_picking_batch",
    "website_event_booth_sale",
    "website_event_sale",
    "website_sale",
    "website_sale_collect",
]
BUNDLES = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
QUIET = ("--stop-after-init", "--no-http", "--max-cron-threads=0", "--log-level=warn")
COMPLETE = "complete"
DROPPED = "desk_dropped_"
# what is locked while tests run
TESTS = "tests"
LOG = re.compile(r"^\d{4}-\d\d-\d\d .*\n", re.MULTILINE | re.DOTALL)


def notes():
    """Return {database: the note on it}; a note says what was done, and is written last."""
    rows = "json_object_agg(datname, shobj_description(oid, 'pg_database'))"
    return json.loads(postgres.sql(f"SELECT {rows} FROM pg_database")[0])


def note(name, text):
    """Leave a note on a database."""
    postgres.sql(f"""COMMENT ON DATABASE "{name}" IS '{text}'""")


def drop(name):
    """Remove a database, even if somebody is connected to it, and its files.

    It only gets another name, by which `tidy` finds it. Where thousands of files were removed,
    Linux (ext4) takes ten times as long to make new ones in the minute after, and longer: it looks
    at each of the old ones for each new one. The next copy of a database would pay for that.
    """
    if name in notes():
        sessions = f"FROM pg_stat_activity WHERE datname = '{name}'"
        postgres.sql(f"SELECT pg_terminate_backend(pid) {sessions}")
        postgres.sql(f'ALTER DATABASE "{name}" RENAME TO "{DROPPED}{uuid.uuid4().hex[:8]}"')
    shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)


def tidy():
    """Remove for good what was dropped, unless tests go on, which make copies."""
    if wire.cache_info().currsize:
        with contextlib.suppress(SystemExit), lock(TESTS, wait=False):
            for name in notes():
                if name.startswith(DROPPED):
                    postgres.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def copy(template, name):
    """Replace database `name` by a copy of a template."""
    drop(name)
    files = DATA / "filestore" / template
    if files.is_dir():
        # Odoo never rewrites a stored file, so both may share it
        shutil.copytree(files, DATA / "filestore" / name, copy_function=os.link)
    postgres.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def install(name, *modules):
    """Install modules in a database, which is created if it is not there."""
    _odoo("-d", name, "-i", ",".join(modules))
    # Odoo only warns of a module that it cannot find
    installed = postgres.sql("SELECT name FROM ir_module_module WHERE state = 'installed'", name)
    if missing := sorted({*modules} - {*installed}):
        fail(f"Odoo did not install {', '.join(missing)}")


def upgrade(name):
    """Bring a database up to date with the addon's files."""
    _odoo("-d", name, "-u", ADDON)


def _odoo(*arguments):
    """Run Odoo and show what its log says; what it writes besides, only if it fails."""
    result = run(*odoo_command(*arguments, *QUIET), stdout=PIPE, stderr=STDOUT, check=False)
    log = result.stdout if result.returncode else "".join(LOG.findall(result.stdout))
    print(log, file=sys.stderr, end="")
    result.check_returncode()


def run_script(name, script):
    """Run Python in Odoo's shell on a database."""
    run(*odoo_command("shell", "-d", name, "--no-http", "--log-level=error"), input=script)


def cached(kind, key, text, about, build, base=None):
    """Return the template of a kind for a key; `build(name)` makes it, in a copy of its base.

    One whose build was interrupted has no note. An older one of the same kind is dropped.
    """
    wire()
    prefix = f"desk_{digest(str(HOME))[:6]}_{kind}_"
    name = prefix + key
    with lock(kind):
        if notes().get(name) != COMPLETE:
            with step(text, about):
                copy(base, name) if base else drop(name)
                build(name)
                note(name, COMPLETE)
            for old in notes():
                if old.startswith(prefix) and old != name:
                    drop(old)
    return name


def plain_template():
    """Return a template with what the addon needs, without the addon."""
    modules = sorted({*manifest()["depends"], *MODULES})
    return _installed("plain", None, modules, "1 minute", str(source()[0]))


def addon_template():
    """Return a template with the addon, as its files are now, installed."""
    return _installed("addon", plain_template(), [ADDON], "10 seconds", fingerprint())


def test_template():
    """Return a template with the addon, for its own tests.

    What the browser loads is made here once: a test that makes it rolls it back when it ends.
    """
    addon, text = addon_template(), "scripts and styles bundled"
    return cached(
        "test", digest(addon), text, "20 seconds", partial(run_script, script=BUNDLES), addon
    )


def neighbours_template():
    """Return a template with the addon beside its neighbours, and the bridges between them."""
    beside = _installed("beside", plain_template(), NEIGHBOURS, "2 minutes")
    return _installed("neighbours", beside, addons(), "20 seconds", fingerprint(*addons()))


def _installed(kind, base, modules, about, *key):
    text, key = f"{', '.join(modules)} installed", digest(base, *modules, *key)
    return cached(kind, key, text, about, lambda name: install(name, *modules), base)


def manifest(addon=ADDON):
    """Return an addon's manifest."""
    return ast.literal_eval((ROOT / addon / "__manifest__.py").read_text())


def bridges():
    """Return the names of this project's addons between the addon and its neighbours."""
    return sorted(path.parent.name for path in ROOT.glob(f"{ADDON}_*/__manifest__.py"))


def addons():
    """Return the names of this project's addons."""
    return [ADDON, *bridges()]


def fingerprint(*names):
    """Return a key of everything that installed addons consist of; tests do not count."""
    skipped = {"tests", "__pycache__", "readme"}
    paths = [path for name in names or [ADDON] for path in (ROOT / name).rglob("*")]
    files = sorted(path for path in paths if path.is_file())
    return digest(*(path for path in files if skipped.isdisjoint(path.parts[len(ROOT.parts) :])))
