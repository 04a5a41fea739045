"""Odoo 19: the checkout in ODOO_SRC, or Debian's own package unpacked privately, and all wired."""

import os
import re
import shutil
from functools import cache
from pathlib import Path

from . import apt, postgres
from .home import HOME, ROOT, fail, once, say, step, write
from .python import python

DATA = HOME / "data"
PACKAGE = "odoo-19"
SUITE = "sid"
# the version that this project was tested with, and its checksum
KNOWN = "19.0.0+dfsg-1"
CHECKSUM = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
# Debian replaced these files by links to other packages. Two must be of the old kind: a newer
# font-awesome has other file names, a newer inconsolata another format.
COMPANIONS = """
    libjs-jquery libjs-jquery-form libjs-underscore fonts-montserrat fonts-roboto-unhinted
    fonts-ocr-b fonts-font-awesome=5.0.10+really4.7* fonts-inconsolata=001.010*
"""
OLDER_SUITES = ("bookworm", "trixie")


@cache
def wire():
    """Prepare what Odoo needs, set this process's environment, return (interpreter, launcher)."""
    folder, addons = source()
    interpreter = python("odoo")
    os.environ |= postgres.start()
    os.environ |= {
        "ODOO_RC": os.devnull,
        "ODOO_ADDONS_PATH": ",".join(str(path) for path in [*addons, ROOT]),
        "ODOO_DATA_DIR": str(DATA),
        "ODOO_HTTP_INTERFACE": "127.0.0.1",
        "PATH": f"{interpreter.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f"{folder}{os.pathsep}{ROOT / 'bin'}",
        "PYTHONUTF8": "1",
    }
    # not `python -m odoo`: with workers, Odoo starts its own first argument again, as a file
    launcher = HOME / "launcher/odoo-bin"
    write(launcher, "import odoo.cli\n\nodoo.cli.main()\n")
    return interpreter, launcher


def odoo_command(*arguments):
    """Return the command line that runs Odoo with some arguments."""
    return [str(part) for part in (*wire(), *arguments)]


@cache
def source():
    """Return (folder for PYTHONPATH, addons folders) of an Odoo 19."""
    if os.environ.get("ODOO_SRC"):
        python = Path(os.environ["ODOO_SRC"]).expanduser().absolute()
    else:
        python = once(HOME / "odoo", KNOWN, _unpack) / "usr/lib/python3/dist-packages"
    release = python / "odoo/release.py"
    text = release.read_text() if release.is_file() else ""
    if not re.search(r"version_info\s*=\s*\(19,\s*0\b", text):
        fail(f"{python} is not Odoo 19.0: set ODOO_SRC to a checkout of it")
    return python, [path for path in (python / "addons", python / "odoo/addons") if path.is_dir()]


def _unpack(folder):
    with step("Odoo 19 from Debian, 120 MB, unpacked privately", "1 minute"):
        for suite in (apt.codename(), *OLDER_SUITES):
            apt.read(SUITE, suite)
            companions = [apt.fetch(companion) for companion in COMPANIONS.split()]
            if all(companions):
                break
        for package, _checksum in (_fetch_odoo(), *filter(None, companions)):
            apt.unpack(package, folder)
        _complete(folder / "usr/lib/python3/dist-packages")


def _fetch_odoo():
    if found := apt.fetch(f"{PACKAGE}={KNOWN}"):
        if found[1] != CHECKSUM:
            fail(f"{PACKAGE} {KNOWN} has another checksum than the one on record")
    elif found := apt.fetch(PACKAGE):
        say(f"note: this is {found[0].name}; the project was tested with {KNOWN}")
    return found or fail(f"Debian no longer has {PACKAGE}: set ODOO_SRC to an Odoo 19 checkout")


def _complete(python):
    """Add what the package lacks, and tell of links that lead nowhere."""
    # the package has every addon twice
    shutil.rmtree(python / "addons", ignore_errors=True)
    addons = python / "odoo/addons"
    # not free, so not in Debian; without the file the browser logs an error, which fails every tour
    stub = addons / "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    if not stub.exists():
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("/* left out by Debian: blurs the background of video calls */\n")
    for path in addons.rglob("*"):
        if path.is_symlink() and not path.exists():
            say(f"note: {path.relative_to(addons)} leads nowhere ({os.readlink(path)})")
