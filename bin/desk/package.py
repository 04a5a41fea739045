"""What ships beside the code: the terms to translate, and a dump of each released version."""

from . import app, database
from .home import ROOT, output, run, say
from .wiring import odoo_command, wire

POT = ROOT / database.ADDON / f"i18n/{database.ADDON}.pot"
DUMPS = ROOT / "tests/dumps"


def export_pot(name, path):
    """Write the terms of the addon, as installed in a database, to a file."""
    run(*odoo_command("i18n", "export", "-d", name, "-l", "pot", "-o", path, database.ADDON))


def write_pot():
    """Bring the addon's .pot up to date."""
    name = "order_desk_pot"
    database.copy(database.addon_template(), name)
    export_pot(name, POT)
    database.drop(name)
    say(f"written: {POT.relative_to(ROOT)}")


def build_wheel(folder):
    """Build the addon's wheel into a folder; needs nothing from the network."""
    interpreter, _launcher = wire()
    options = ("--wheel", "--no-isolation", "--outdir", folder)
    output(interpreter, "-m", "build", *options, ROOT / database.ADDON)


def write_wheel():
    """Build the addon's wheel into dist."""
    build_wheel(ROOT / "dist")
    say("written: " + ", ".join(path.name for path in (ROOT / "dist").glob("*.whl")))


def write_dump():
    """Keep a database of this version, with orders in it, for the upgrade tests of later ones."""
    path = DUMPS / f"{database.manifest()['version']}.dump"
    app.prepare("150")
    DUMPS.mkdir(exist_ok=True)
    run("pg_dump", "-Fc", "--no-owner", "-f", path, app.NAME)
    say(f"written: {path.relative_to(ROOT)}")


def restore_dump(path, name):
    """Replace database `name` by what a dump holds."""
    database.drop(name)
    run("createdb", name)
    run("pg_restore", "--no-owner", "-d", name, path)
