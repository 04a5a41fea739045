"""Python environments with pinned packages: one for Odoo and its tests, one for the linters."""

import os
import sys
from functools import cache
from pathlib import Path

from . import apt
from .home import HOME, ROOT, digest, once, output, run, step

DEBIAN = Path("/usr/bin/python3")
OLDEST = (3, 10)
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


@cache
def python(name):
    """Return the interpreter of the environment that holds `requirements/<name>*.txt`."""
    folder = HOME / "python" / name
    key = digest(*_requirements(name), os.path.realpath(_base()), str(folder))
    return once(folder, key, _build) / "bin/python"


@cache
def _base():
    """Return the Python that the environments are made of: Debian's own, if it is new enough.

    One that somebody compiled without optimising takes half as long again for all that Odoo does.
    """
    if DEBIAN.exists() and not os.path.samefile(DEBIAN, sys.executable):
        enough = f"import sys; print(sys.version_info >= {OLDEST})"
        if output(DEBIAN, "-c", enough) == "True":
            return str(DEBIAN)
    return sys.executable


def _requirements(name):
    return sorted((ROOT / "requirements").glob(f"{name}*.txt"))


def _build(folder):
    with step(f"Python packages for {folder.name}, pinned", "1 minute"):
        has_pip, environment = _pip()
        run(_base(), "-m", "venv", folder, *([] if has_pip else ["--without-pip"]))
        for path in _requirements(folder.name):
            options = ["--no-deps"] if path.stem.endswith("-no-deps") else []
            run(*_install(folder / "bin/python"), *options, "-r", path, env=environment)


@cache
def packages(name, requirements):
    """Return a folder with packages that only one purpose needs, and nothing of what they need."""

    def build(folder):
        with step(f"Python packages for the {name}, pinned", "10 seconds"):
            options = ("--no-deps", "--target", folder, "-r", requirements)
            run(*_install(python("odoo")), *options, env=_pip()[1])

    return once(HOME / name, digest(requirements), build)


def _install(interpreter):
    return (interpreter, "-m", "pip", "install", "-qq", "--disable-pip-version-check")


def _pip():
    """Return whether Python has pip itself, and the environment in which there is one."""
    find = "import importlib.util; print(bool(importlib.util.find_spec('ensurepip')))"
    has_pip = output(_base(), "-c", find) == "True"
    return has_pip, {**os.environ, **({} if has_pip else _borrow_pip())}


def _borrow_pip():
    """Return the variables by which Debian's pip works on a machine that has no python3-venv."""
    folder = HOME / "pip"
    apt.read(apt.codename())
    for name in ("python3-pip-whl", "ca-certificates"):
        apt.unpack(apt.fetch(name)[0], folder)
    variables = {"PYTHONPATH": str(next(folder.glob("usr/share/python-wheels/pip-*.whl")))}
    if not CERTIFICATES.is_file() and "PIP_CERT" not in os.environ:
        authorities = sorted(folder.glob("usr/share/ca-certificates/mozilla/*.crt"))
        bundle = folder / "certificates.pem"
        bundle.write_text("\n".join(path.read_text() for path in authorities))
        variables["PIP_CERT"] = str(bundle)
    return variables
