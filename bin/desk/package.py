"""What ships beside the code: the terms to translate, and a dump of each released version."""

import re

from . import app, database
from .home import ROOT, output, run, say
from .wiring import wire

DUMPS = ROOT / "tests/dumps"
DATES = re.compile(r"^\"PO[\w-]*-Date: .*$", re.MULTILINE)
EXPORT = """
from odoo.tools.translate import trans_export
for addon, path in {paths!r}.items():
    with open(path, "wb") as file:
        trans_export(None, [addon], file, "po", env)
"""


def pot(addon):
    """Return the file that holds an addon's terms to translate."""
    return ROOT / addon / f"i18n/{addon}.pot"


def get_export(paths):
    """Return the script for Odoo's shell that writes the terms of addons, {addon: file}."""
    return EXPORT.format(paths={addon: str(path) for addon, path in paths.items()})


def write_pot():
    """Bring each addon's .pot up to date."""
    for template, addons in (
        (database.addon_template, [database.ADDON]),
        (database.neighbours_template, database.bridges()),
    ):
        name = "order_desk_pot"
        database.copy(template(), name)
        for addon in addons:
            pot(addon).parent.mkdir(exist_ok=True)
        files = [pot(addon) for addon in addons]
        before = {file: file.read_text() for file in files if file.exists()}
        database.run_script(name, get_export(dict(zip(addons, files, strict=True))))
        database.drop(name)
        for file, text in before.items():
            # only the hour at which it was written is another one
            if DATES.sub("", text) == DATES.sub("", file.read_text()):
                file.write_text(text)
        say("written: " + ", ".join(file.name for file in files))


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
