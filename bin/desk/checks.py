"""`make test` and `make test-odoo`: what proves the addon."""

from pathlib import Path

from . import browser, database
from .home import HOME, ROOT, fail, lock, run, say
from .source import source
from .wiring import wire

TEST_DATABASE = "order_desk_test"
SUITES = ROOT / "tests/odoo_suites.txt"
WORKERS = "2"


def test(arguments):
    """Run the addon's tests and the project's, also those in a browser; return the exit code."""
    given = any(Path(argument.split("::")[0]).exists() for argument in arguments)
    # the few long ones first, for two workers to end together
    folders = [] if given else ["tests", f"{database.ADDON}/tests"]
    return _pytest(database.test_template, *folders, *arguments)


def bench():
    """Run each benchmark on a database of its own."""
    for path in sorted((ROOT / "benchmarks").glob("*.py")):
        say(f"{path.stem}: the fastest of several runs, on a database of its own")
        name = f"order_desk_{path.stem}"
        database.copy(database.addon_template(), name)
        database.run_script(name, path.read_text())
        database.drop(name)


def test_odoo(arguments):
    """Run Odoo's own suites in a database that has the addon; return the exit code.

    Under pytest every test meets the whole registry, also one that Odoo's runner would start
    before the addon is loaded.
    """
    _python, addons = source()
    lines = [line for line in SUITES.read_text().splitlines() if not line.startswith("#")]
    left_out = [line.split(":")[0] for line in lines if line.startswith("not ")]
    files = [_find(addons, line) for line in lines if not line.startswith("not ")]
    return _pytest(database.addon_template, *files, "-k", " and ".join(left_out), *arguments)


def _find(addons, name):
    return next((folder / name for folder in addons if (folder / name).is_file()), None) or fail(
        f"Odoo has no test file {name}: bring {SUITES.name} up to date"
    )


def _pytest(template, *arguments):
    browser.ensure()
    interpreter, _launcher = wire()
    name = template()
    say("tests: Odoo's log is shown with the test that fails")
    options = [
        *("-c", ROOT / "pyproject.toml", "--rootdir", ROOT, "-p", "desk.strict"),
        *(
            "-n",
            WORKERS,
            "--dist",
            "loadscope",
            "--no-loadscope-reorder",
            "-o",
            f"cache_dir={HOME / 'pytest'}",
        ),
        *(f"--odoo-database={TEST_DATABASE}", "--odoo-http", "--odoo-extra=max-cron-threads=0"),
        f"--odoo-extra=screenshots={HOME / 'screenshots'}",
    ]
    with lock("tests"):
        database.copy(name, TEST_DATABASE)
        command = (interpreter, "-m", "pytest", *options, *arguments)
        return run(*command, cwd=ROOT, check=False).returncode
