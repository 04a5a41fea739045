"""Databases: made once as a template, then copied in less than a second."""

import ast
import itertools
import os
import re
import shutil
import sys
from subprocess import PIPE, STDOUT

from . import postgres
from .home import HOME, ROOT, digest, fail, lock, run, step
from .source import source
from .wiring import DATA, odoo_command, wire

ADDON = "order_specialist"
# the Sales app as people know it; the addon itself asks for less
MODULES = ("sale_management",)
# what else confirms, ships or invoices orders; Odoo adds what it always has with these
NEIGHBOURS = (
    "delivery",
    "event_sale",
    "payment_demo",
    "pos_sale",
    "sale_mrp",
    "sale_project",
    "stock_delivery",
    "stock_dropshipping",
    "stock_picking_batch",
    "website_sale",
    "website_sale_collect",
)
BUNDLES = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
QUIET = ("--stop-after-init", "--no-http", "--max-cron-threads=0", "--log-level=warn")
DATED = re.compile(r"\d{4}-\d\d-\d\d ")


def exists(name):
    """Tell whether a database is there."""
    return name in postgres.sql("SELECT datname FROM pg_database")


def drop(name):
    """Remove a database, even if somebody is connected to it, and its files."""
    postgres.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)


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
    # Odoo only warns of a module that it cannot find or that needs one that it cannot find
    installed = postgres.sql("SELECT name FROM ir_module_module WHERE state = 'installed'", name)
    if missing := sorted({*modules} - {*installed}):
        fail(f"Odoo did not install {', '.join(missing)}")


def run_script(name, script):
    """Run Python in Odoo's shell on a database."""
    run(*odoo_command("shell", "-d", name, "--no-http", "--log-level=error"), input=script)


def upgrade(name):
    """Bring a database up to date with the addon's files."""
    _odoo("-d", name, "-u", ADDON)


def _odoo(*arguments):
    """Run Odoo and show what it warns of; all that it wrote, if it fails."""
    result = run(*odoo_command(*arguments, *QUIET), stdout=PIPE, stderr=STDOUT, check=False)
    lines = result.stdout.splitlines()
    if not result.returncode:
        lines = itertools.dropwhile(lambda line: not DATED.match(line), lines)
    for line in lines:
        print(line, file=sys.stderr)
    result.check_returncode()


def plain_template():
    """Return a template with what the addon needs, without the addon."""
    modules = sorted({*manifest()["depends"], *MODULES})
    key = digest(*modules, str(source()[0]))
    text = f"a database with {', '.join(modules)}"
    return cached("plain", key, text, "1 minute", lambda name: install(name, *modules))


def addon_template():
    """Return a template with the addon, as its files are now, installed."""
    plain = plain_template()

    def build(name):
        copy(plain, name)
        install(name, ADDON)

    return cached("addon", digest(plain, fingerprint()), f"{ADDON} installed", "10 seconds", build)


def test_template():
    """Return a template with the addon, for its own tests.

    What the browser loads is made here once: a test that makes it rolls it back when it ends.
    """
    addon = addon_template()

    def build(name):
        copy(addon, name)
        run_script(name, BUNDLES)

    return cached("test", digest(addon), "scripts and styles bundled", "20 seconds", build)


def neighbours_template():
    """Return a template with the addon beside its neighbours, and the bridges between them."""
    plain = plain_template()

    def build_beside(name):
        copy(plain, name)
        install(name, *NEIGHBOURS)

    key = digest(plain, *NEIGHBOURS)
    beside = cached("beside", key, f"{', '.join(NEIGHBOURS)} installed", "2 minutes", build_beside)

    def build(name):
        copy(beside, name)
        install(name, *addons())

    text = f"{', '.join(addons())} installed beside them"
    key = digest(beside, fingerprint(*addons()))
    return cached("neighbours", key, text, "20 seconds", build)


def cached(kind, key, text, about, build):
    """Return the template of a kind for a key; `build(name)` makes it if it is not there.

    It is built under another name, so that an interrupted build is no template. An older one of
    the same kind is dropped.
    """
    wire()
    prefix = f"desk_{digest(str(HOME))[:6]}_{kind}_"
    name = prefix + key
    with lock(kind):
        if not exists(name):
            with step(text, about):
                draft = f"{prefix}draft"
                drop(draft)
                build(draft)
                _rename(draft, name)
            for old in postgres.sql("SELECT datname FROM pg_database"):
                if old.startswith(prefix) and old != name:
                    drop(old)
    return name


def _rename(old, new):
    files = DATA / "filestore"
    shutil.rmtree(files / new, ignore_errors=True)
    if (files / old).is_dir():
        (files / old).rename(files / new)
    postgres.sql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')


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
