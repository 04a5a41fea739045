"""What ships beside the code: the terms to translate, and a dump of each released version."""

from . import app, database
from .home import ROOT, output, run, say
from .wiring import odoo_command, wire

DUMPS = ROOT / "tests/dumps"


def pot(addon):
    """Return the file that holds an addon's terms to translate."""
    return ROOT / addon / f"i18n/{addon}.pot"


def export_pot(name, addon, path):
    """Write the terms of an addon, as installed in a database, to a file."""
    run(*odoo_command("i18n", "export", "-d", name, "-l", "pot", "-o", path, addon))


def write_pot():
    """Bring each addon's .pot up to date."""
    name = "order_desk_pot"
    templates = dict.fromkeys(database.bridges(), database.neighbours_template)
    for addon, template in {database.ADDON: database.addon_template, **templates}.items():
        database.copy(template(), name)
        pot(addon).parent.mkdir(exist_ok=True)
        export_pot(name, addon, pot(addon))
        say(f"written: {pot(addon).relative_to(ROOT)}")
    database.drop(name)


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
