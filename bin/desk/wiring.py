"""Odoo's settings and variables: what makes its command line work with all of the above."""

import os
from functools import cache

from . import postgres
from .home import HOME, ROOT, write
from .python import python
from .source import source

DATA = HOME / "data"


@cache
def wire():
    """Prepare what Odoo needs, set this process's environment, return (interpreter, launcher)."""
    folder, addons = source()
    interpreter = python("odoo")
    variables = postgres.start()
    settings = {
        "addons_path": ",".join(str(path) for path in [*addons, ROOT]),
        "data_dir": DATA,
        "http_interface": "127.0.0.1",
        "db_host": variables["PGHOST"],
        "db_port": variables.get("PGPORT", "5432"),
        "db_user": variables.get("PGUSER", "False"),
    }
    lines = [f"{key} = {value}\n" for key, value in settings.items()]
    write(HOME / "odoo.conf", "[options]\n" + "".join(lines))
    # not `python -m odoo`: with workers, Odoo starts its own first argument again, as a file
    launcher = HOME / "launcher/odoo-bin"
    write(launcher, "import odoo.cli\n\nodoo.cli.main()\n")
    os.environ |= variables
    os.environ["ODOO_RC"] = str(HOME / "odoo.conf")
    os.environ["PATH"] = f"{interpreter.parent}{os.pathsep}{os.environ['PATH']}"
    os.environ["PYTHONPATH"] = f"{folder}{os.pathsep}{ROOT / 'bin'}"
    return interpreter, launcher


def odoo_command(*arguments):
    """Return the command line that runs Odoo with some arguments."""
    return [str(part) for part in (*wire(), *arguments)]
