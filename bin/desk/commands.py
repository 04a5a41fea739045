"""The commands behind the Makefile's targets and `bin/odoo`."""

import os
import re
import shlex
import shutil
import subprocess
import sys

from . import app, checks, database, lint, package, postgres
from .home import HOME, fail, lock, say
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
        "bench": checks.bench,
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
        raise SystemExit(1 if commands[name](arguments) else 0)
    except subprocess.CalledProcessError as error:
        said = error.stderr or ""
        fail(f"this command ended with {error.returncode}: {shlex.join(error.cmd)}\n{said}")
    except OSError as error:
        # a full disk, files of another user's, a program that is not there
        fail(error)
    except KeyboardInterrupt:
        fail("interrupted; the same command goes on where this one was")
    finally:
        database.tidy()


def _run(_arguments):
    orders, port = os.environ.get("ORDERS") or "150", os.environ.get("PORT") or "8069"
    if orders != "all" and not re.fullmatch("[0-9]+", orders):
        fail("ORDERS is a number, or all")
    if not re.fullmatch("[0-9]+", port) or int(port) > 65535:
        fail("PORT is a number up to 65535")
    app.serve(orders, int(port), os.environ.get("SERVE") == "0")


def _clean():
    for path in (HOME / "locks").glob("*"):
        with lock(path.name, wait=False):
            pass
    postgres.remove()
    shutil.rmtree(HOME, ignore_errors=True)
    say(f"removed {HOME}")
