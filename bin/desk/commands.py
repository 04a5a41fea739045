"""The commands behind the Makefile's targets and `bin/odoo`."""

import os
import shlex
import shutil
import subprocess
import sys

from . import app, checks, lint, package, postgres
from .home import HOME, fail, say
from .wiring import odoo_command


def odoo():
    """Replace this process by Odoo's own command line, all of it wired."""
    command = odoo_command(*sys.argv[1:])
    os.execv(command[0], command)


def main():
    """Run the command that the first argument names, and end with its exit code."""
    commands = {
        "run": _run,
        "test": checks.test,
        "test-odoo": checks.test_odoo,
        "bench": lambda _arguments: checks.bench(),
        "lint": lambda _arguments: lint.lint(),
        "format": lambda _arguments: lint.format_files(),
        "pot": lambda _arguments: package.write_pot(),
        "wheel": lambda _arguments: package.write_wheel(),
        "dump": lambda _arguments: package.write_dump(),
        "stop": lambda _arguments: postgres.stop(),
        "clean": lambda _arguments: _clean(),
    }
    name, *arguments = sys.argv[1:] or ["help"]
    if name not in commands:
        fail(f"one of: {', '.join(commands)}")
    try:
        raise SystemExit(min(commands[name](arguments) or 0, 1))
    except subprocess.CalledProcessError as error:
        fail(f"this command ended with {error.returncode}: {shlex.join(error.cmd)}")


def _run(_arguments):
    orders = os.environ.get("ORDERS") or "150"
    if orders != "all" and not orders.isdigit():
        fail("ORDERS is a number, or all")
    app.serve(orders, int(os.environ.get("PORT") or 8069), os.environ.get("SERVE") == "0")


def _clean():
    postgres.remove()
    shutil.rmtree(HOME, ignore_errors=True)
    say(f"removed {HOME}")
