"""Python environments with pinned packages: one for Odoo and its tests, one for the linters."""

import importlib.util
import os
import sys
from functools import cache
from pathlib import Path

from .apt import Apt, codename, unpack
from .home import HOME, ROOT, digest, once, run, step

CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


@cache
def python(name):
    """Return the interpreter of the environment that holds `requirements/<name>*.txt`."""
    requirements = sorted((ROOT / "requirements").glob(f"{name}*.txt"))
    folder = HOME / "python" / name

    def build(_folder):
        with step(f"Python packages for {name}, pinned", "1 minute"):
            _build(folder, requirements)

    key = digest(*requirements, os.path.realpath(sys.executable), str(folder))
    return once(folder, key, build) / "bin/python"


def _build(folder, requirements):
    has_pip = importlib.util.find_spec("ensurepip")
    run(sys.executable, "-m", "venv", folder, *([] if has_pip else ["--without-pip"]))
    environment = {**os.environ, **({} if has_pip else _borrow_pip())}
    pip = (folder / "bin/python", "-m", "pip", "install", "-qq", "--disable-pip-version-check")
    for path in requirements:
        options = ["--no-deps"] if path.stem.endswith("-no-deps") else []
        run(*pip, *options, "-r", path, env=environment)


def _borrow_pip():
    """Return the variables by which Debian's pip works on a machine that has no python3-venv."""
    apt, folder = Apt(codename()), HOME / "pip"
    for name in ("python3-pip-whl", "ca-certificates"):
        unpack(apt.fetch(name)[0], folder)
    variables = {"PYTHONPATH": str(next(folder.glob("usr/share/python-wheels/pip-*.whl")))}
    if not CERTIFICATES.is_file() and "PIP_CERT" not in os.environ:
        authorities = sorted(folder.glob("usr/share/ca-certificates/mozilla/*.crt"))
        bundle = folder / "certificates.pem"
        bundle.write_text("\n".join(path.read_text() for path in authorities))
        variables["PIP_CERT"] = str(bundle)
    return variables
