"""`make test` and `make test-odoo`: what proves the addon."""

import contextlib
import os
import re
import subprocess
import tempfile
from pathlib import Path
from subprocess import CalledProcessError

from . import browser, database, matrix
from .home import HOME, ROOT, fail, lock, say
from .python import packages
from .wiring import source, wire

TEST_DATABASE = "order_desk_test"
NEIGHBOURS_DATABASE = "order_desk_neighbours"
# the tests that need other addons of Odoo beside ours
NEIGHBOURS = "tests/neighbours"
# the benchmark that measures against a peer
COMPARED = "verify"
SUITES = ROOT / "tests/odoo_suites.txt"
# what a test says that loads pages of Odoo
PAGES = "ui_common|HttpCase"
WORKERS = 2
NO_TESTS = 5


def test(arguments):
    """Run all tests, also those in a browser, or those in the files named; return the exit code.

    What needs other addons of Odoo runs in a database that has them, the rest in one without.
    """
    paths = [argument for argument in arguments if Path(argument.split("::")[0]).exists()]
    options = [argument for argument in arguments if argument not in paths]
    with lock(database.TESTS):
        matrix.forget()
        codes = _run_at_once(_prepare_runs(paths or _find_folders(), options))
        faults = matrix.show(is_whole=not arguments)
    # -k may match tests of one kind only
    return 0 if 0 in codes and {*codes} <= {0, NO_TESTS} and not faults else 1


def _find_folders():
    """Return the folders of all tests: the few long ones first, for the workers to end together."""
    folders = ["tests", NEIGHBOURS, *(f"{addon}/tests" for addon in database.addons())]
    return [name for name in folders if (ROOT / name).is_dir()]


def _prepare_runs(paths, options):
    """Return for each database: its name, its template, and what pytest runs in it."""
    beside = [path for path in paths if _is_beside(path)]
    alone = [path for path in paths if path not in beside]
    runs = []
    if beside:
        runs.append((NEIGHBOURS_DATABASE, database.neighbours_template(), *beside, *options))
    if alone:
        template = database.test_template if _meets_browser(alone) else database.addon_template
        runs.append((TEST_DATABASE, template(), *alone, f"--ignore={NEIGHBOURS}", *options))
    return runs


def _run_at_once(runs):
    """Run pytest for the last, and at the same time, with a worker each, for those before it.

    What one of them says is shown as it comes, and then what the others said; return their codes.
    While one waits (for a browser, for its workers to begin and to end), another works.
    """
    *first, last = runs
    with contextlib.ExitStack() as stack:
        processes = []
        for run in first:
            said = stack.enter_context(tempfile.TemporaryFile("w+"))
            process = _pytest(*run, "-n", 1, stdout=said, stderr=subprocess.STDOUT)
            stack.callback(process.terminate)
            processes.append((process, said))
        codes = [_pytest(*last).wait()]
        for process, said in processes:
            codes.append(process.wait())
            said.seek(0)
            print(said.read(), flush=True)
    return codes


def _meets_browser(paths):
    """Return whether some of the tests load pages; for others, no scripts need to be bundled."""
    files = [Path(path.split("::")[0]) for path in paths if not path.startswith("-")]
    return any(file.is_dir() or re.search(PAGES, file.read_text()) for file in files)


def _is_beside(path):
    where = Path(os.path.relpath(path.split("::")[0], ROOT))
    return where.is_relative_to(NEIGHBOURS) or where.parts[0] in database.bridges()


def bench(names):
    """Run each benchmark, or those named, on a database of its own; return how many fail.

    The peer is installed for the one that measures against it, and nowhere else.
    """
    wire()
    folder = ROOT / "benchmarks"
    paths = [path for path in sorted(folder.glob("*.py")) if not names or path.stem in names]
    if any(path.stem == COMPARED for path in paths):
        peer = packages("peer", folder / "requirements.txt") / "odoo/addons"
        os.environ["ODOO_ADDONS_PATH"] += f",{peer}"
    failed = 0
    with lock("bench"):
        for path in paths:
            say(f"{path.stem}, on a database of its own")
            name = f"order_desk_{path.stem}"
            database.copy(database.addon_template(), name)
            if path.stem == COMPARED:
                database.install(name, "sale_exception")
            try:
                database.run_script(name, path.read_text())
            except CalledProcessError:
                failed += 1
            finally:
                database.drop(name)
    return failed


def test_odoo(arguments):
    """Run Odoo's own suites in a database that has the addon; return the exit code.

    Under pytest every test meets the whole registry, also one that Odoo's runner would start
    before the addon is loaded.
    """
    _python, addons = source()
    lines = [line for line in SUITES.read_text().splitlines() if not line.startswith("#")]
    left_out = [line.split(":")[0] for line in lines if line.startswith("not ")]
    files = [_find(addons, line) for line in lines if not line.startswith("not ")]
    options = ("-k", " and ".join(left_out), *arguments)
    with lock(database.TESTS):
        return _pytest(TEST_DATABASE, database.addon_template(), *files, *options).wait()


def _find(addons, name):
    return next((folder / name for folder in addons if (folder / name).is_file()), None) or fail(
        f"Odoo has no test file {name}: bring {SUITES.name} up to date"
    )


def _pytest(name, template, *arguments, **streams):
    """Let pytest begin on a copy of a template, each worker on one of its own."""
    browser.ensure()
    interpreter, _launcher = wire()
    say(f"tests in the database {name}: Odoo's log is shown with the test that fails")
    database.copy(template, name)
    options = [
        *("-c", ROOT / "pyproject.toml", "--rootdir", ROOT, "-o", f"cache_dir={HOME / 'pytest'}"),
        *("-p", "desk.strict", "-p", "desk.matrix"),
        *("-p", "desk.warm", "-p", "desk.remember", "-p", "desk.begin", "-p", "desk.longest_first"),
        *("-n", WORKERS, "--dist", "loadscope", "--no-loadscope-reorder"),
        *(f"--odoo-database={name}", "--odoo-http", "--odoo-extra=max-cron-threads=0"),
        f"--odoo-extra=screenshots={HOME / 'screenshots'}",
    ]
    command = (interpreter, "-m", "pytest", *options, *arguments)
    return subprocess.Popen([str(part) for part in command], cwd=ROOT, text=True, **streams)
