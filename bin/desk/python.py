"""Python environments with pinned packages: one for Odoo and its tests, one for the linters."""

import importlib.util
import os
import sys
from functools import cache
from pathlib import Path

from . import apt
from .home import HOME, ROOT, digest, once, run, step

CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


@cache
def python(name):
    """Return the interpreter of the environment that holds `requirements/<name>*.txt`."""
    folder = HOME / "python" / name
    key = digest(*_requirements(name), os.path.realpath(sys.executable), str(folder))
    return once(folder, key, _build) / "bin/python"


def _requirements(name):
    return sorted((ROOT / "requirements").glob(f"{name}*.txt"))


def _build(folder):
    has_pip = importlib.util.find_spec("ensurepip")
    with step(f"Python packages for {folder.name}, pinned", "1 minute"):
        run(sys.executable, "-m", "venv", folder, *([] if has_pip else ["--without-pip"]))
        environment = {**os.environ, **({} if has_pip else _borrow_pip())}
        pip = (folder / "bin/python", "-m", "pip", "install", "-qq", "--disable-pip-version-check")
        for path in _requirements(folder.name):
            options = ["--no-deps"] if path.stem.endswith("-no-deps") else []
            run(*pip, *options, "-r", path, env=environment)


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
