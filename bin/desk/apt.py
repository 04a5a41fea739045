"""Debian packages, fetched and unpacked privately: no root, nothing of the machine is changed.

The mirror is the one that the machine's own apt is configured with; its proxy and authentication
settings apply too. Every file is checked against the signed index.
"""

import os
import re
import shutil
from pathlib import Path

from .home import HOME, fail, output, run, say, write

FOLDER = HOME / "apt"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
CONFIG = f"""
Dir::State::Lists "{FOLDER}/lists";
Dir::Cache "{FOLDER}";
Dir::Etc::sourcelist "{FOLDER}/sources.list";
Dir::Etc::sourceparts "{FOLDER}/empty";
Dir::Etc::preferences "{FOLDER}/none";
Dir::Etc::preferencesparts "{FOLDER}/empty";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "root";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
"""


def codename():
    """Return the name of this machine's Debian release; elsewhere, "stable"."""
    lines = Path("/etc/os-release").read_text().replace('"', "").splitlines()
    release = dict(line.split("=", 1) for line in lines if "=" in line)
    return release.get("VERSION_CODENAME", "stable") if release["ID"] == "debian" else "stable"


def unpack(package, folder):
    """Unpack a package's files below a folder."""
    run("dpkg-deb", "-x", package, folder)


def read(*suites):
    """Read the signed index of some suites ("sid", "bookworm", …) of Debian's archive."""
    if not shutil.which("apt-get"):
        fail("no apt-get here: what this machine lacks cannot be fetched (ODOO_SRC, PGHOST)")
    for name in ("lists/partial", "archives/partial", "debs", "empty"):
        (FOLDER / name).mkdir(parents=True, exist_ok=True)
    write(FOLDER / "apt.conf", CONFIG)
    signed = f"[signed-by={KEYRING}] " if KEYRING.is_file() else ""
    for uri in _mirrors():
        lines = [f"deb {signed}{uri} {suite} main\n" for suite in dict.fromkeys(suites)]
        write(FOLDER / "sources.list", "".join(lines))
        result = _ask("apt-get", "update", "-q", check=False)
        said = result.stdout + result.stderr
        if not result.returncode and not re.search(r"^(E|Err|W: Failed)", said, re.MULTILINE):
            return
    fail(f"the Debian mirror cannot be read:\n{said}")


def _ask(tool, *arguments, **options):
    # in an empty folder: apt prints no address of a package that lies in the current one
    options |= {"env": {**os.environ, "LC_ALL": "C"}, "cwd": FOLDER / "empty"}
    return run(tool, "-c", FOLDER / "apt.conf", *arguments, capture_output=True, **options)


def _mirrors():
    """Return this machine's mirrors, most likely first; needs no list, root or network."""
    folders = ("-o", f"Dir::State::Lists={FOLDER}/lists", "-o", f"Dir::Cache={FOLDER}")
    text = output("apt-get", *folders, "update", "--print-uris", check=False)
    found = re.findall(r"^'([^']+?)/dists/([^']+)/InRelease'", text, re.MULTILINE)
    uris = dict.fromkeys(uri for uri, suite in found if "security" not in uri + suite)
    if not uris:
        fail("this machine's apt names no Debian mirror; set ODOO_SRC to an Odoo 19 checkout")
    return sorted(uris, key=lambda uri: not uri.endswith("debian"))


def missing(package):
    """Return the names of what installing a package would bring to this machine."""
    options = "install --print-uris -qq --no-install-recommends -o Debug::NoLocking=1"
    text = _ask("apt-get", *options.split(), package).stdout
    return re.findall(r"^'[^']+' ([^_\s]+)_", text, re.MULTILINE)


def fetch(package):
    """Download a package, or its given version ("name=1.2*"), unless it is there already.

    Return its file and its checksum, or nothing if there is no such package.
    """
    line = _ask("apt-get", "download", "--print-uris", package, check=False).stdout
    match = re.search(r"'([^']+)' (\S+) \d+ SHA256:(\w+)", line)
    if not match:
        return None
    uri, name, checksum = match.groups()
    target = FOLDER / "debs" / name
    if not target.is_file():
        say(f"  downloading {name}")
        part = target.with_name(f"{name}.part")
        _ask("/usr/lib/apt/apt-helper", "download-file", uri, part, f"SHA256:{checksum}")
        part.rename(target)
    return target, checksum
