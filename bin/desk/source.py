"""Odoo 19: the checkout in ODOO_SRC, or Debian's own package unpacked privately."""

import os
import re
import shutil
from functools import cache
from pathlib import Path

from .apt import Apt, codename, unpack
from .home import HOME, fail, once, say, step

PACKAGE = "odoo-19"
SUITE = "sid"
# the version that this project was tested with, and its checksum
KNOWN = "19.0.0+dfsg-1"
CHECKSUM = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
# Debian replaced these files by links to other packages. Two must be of the old kind: a newer
# font-awesome has other file names, a newer inconsolata another format.
COMPANIONS = {
    "libjs-jquery": "",
    "libjs-jquery-form": "",
    "libjs-underscore": "",
    "fonts-montserrat": "",
    "fonts-roboto-unhinted": "",
    "fonts-ocr-b": "",
    "fonts-font-awesome": "4.7",
    "fonts-inconsolata": "001.010",
}
OLDER_SUITES = ("bookworm", "trixie")


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
    if not shutil.which("apt-get"):
        fail("no apt-get here: set ODOO_SRC to an Odoo 19 checkout")
    with step("Odoo 19 from Debian, 120 MB, unpacked privately", "1 minute"):
        for package in _packages():
            unpack(package, folder)
        _complete(folder / "usr/lib/python3/dist-packages")


def _packages():
    for suite in (codename(), *OLDER_SUITES):
        apt = Apt(SUITE, suite)
        found = {name: _choose(apt.versions(name), part) for name, part in COMPANIONS.items()}
        if all(found.values()):
            break
    version = _choose(apt.versions(PACKAGE), KNOWN) or _choose(apt.versions(PACKAGE), "")
    if not version:
        fail(f"Debian no longer has {PACKAGE}: set ODOO_SRC to an Odoo 19 checkout")
    package, checksum = apt.fetch(PACKAGE, version)
    if version != KNOWN:
        say(f"note: {PACKAGE} is {version} now; this project was tested with {KNOWN}")
    elif checksum != CHECKSUM:
        fail(f"{PACKAGE} {version} has another checksum than the one on record")
    return [package, *(apt.fetch(*companion)[0] for companion in found.items())]


def _choose(versions, part):
    return next((version for version in versions if part in version), None)


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
