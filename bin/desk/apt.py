"""Debian packages, fetched and unpacked privately: no root, nothing of the machine is changed.

The mirror is the one that the machine's own apt is configured with; its proxy and authentication
settings apply too. Every file is checked against the signed index.
"""

import os
import re
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
    text = Path("/etc/os-release").read_text()
    match = re.search(r"^VERSION_CODENAME=(\w+)", text, re.MULTILINE)
    debian = re.search(r"^ID=\W?debian\W?$", text, re.MULTILINE)
    return match[1] if match and debian else "stable"


class Apt:
    """A private view on some suites ("sid", "bookworm", …) of Debian's archive."""

    def __init__(self, *suites):
        for name in ("lists/partial", "archives/partial", "probe/partial", "debs", "empty"):
            (FOLDER / name).mkdir(parents=True, exist_ok=True)
        write(FOLDER / "apt.conf", CONFIG)
        signed = f"[signed-by={KEYRING}] " if KEYRING.is_file() else ""
        for uri in self._mirrors():
            lines = [f"deb {signed}{uri} {suite} main\n" for suite in dict.fromkeys(suites)]
            write(FOLDER / "sources.list", "".join(lines))
            result = self._apt("apt-get", "update", "-q", check=False, capture_output=True)
            said = result.stdout + result.stderr
            if not result.returncode and not re.search(r"^(E|Err|W: Failed)", said, re.MULTILINE):
                return
        fail(f"the Debian mirror cannot be read:\n{said}")

    @staticmethod
    def _apt(tool, *arguments, **options):
        # in an empty folder: apt prints no address of a package that lies in the current one
        options = {"env": {**os.environ, "LC_ALL": "C"}, "cwd": FOLDER / "empty", **options}
        return run(tool, "-c", FOLDER / "apt.conf", *arguments, **options)

    def _ask(self, tool, *arguments):
        return self._apt(tool, *arguments, capture_output=True).stdout

    @staticmethod
    def _mirrors():
        """Return this machine's mirrors, most likely first; needs no list, root or network."""
        lists = ("-o", f"Dir::State::Lists={FOLDER}/probe", "-o", f"Dir::Cache={FOLDER}")
        text = output("apt-get", *lists, "update", "--print-uris", check=False)
        found = re.findall(r"^'([^']+?)/dists/([^']+)/InRelease'", text, re.MULTILINE)
        uris = dict.fromkeys(uri for uri, suite in found if "security" not in uri + suite)
        if not uris:
            fail("this machine's apt names no Debian mirror; set ODOO_SRC to an Odoo 19 checkout")
        return sorted(uris, key=lambda uri: not uri.endswith("debian"))

    def versions(self, package):
        """Return the versions of a package that there are, newest first."""
        lines = self._ask("apt-cache", "madison", package).splitlines()
        return [line.split("|")[1].strip() for line in lines if line.count("|") == 2]

    def search(self, pattern):
        """Return the names of the packages that match a pattern."""
        lines = self._ask("apt-cache", "search", "-n", pattern).splitlines()
        return [line.split(" ")[0] for line in lines]

    def missing(self, package):
        """Return the names of what installing a package would bring to this machine."""
        options = "install --print-uris -qq --no-install-recommends -o Debug::NoLocking=1"
        text = self._ask("apt-get", *options.split(), package)
        return re.findall(r"^'[^']+' ([^_\s]+)_", text, re.MULTILINE)

    def fetch(self, package, version=None):
        """Download a package, unless it is there already; return its file and its checksum."""
        spec = f"{package}={version}" if version else package
        line = self._ask("apt-get", "download", "--print-uris", spec)
        uri, name, checksum = re.search(r"'([^']+)' (\S+) \d+ SHA256:(\w+)", line).groups()
        target = FOLDER / "debs" / name
        if not target.is_file():
            say(f"  downloading {name}")
            part = target.with_name(f"{name}.part")
            helper = ("/usr/lib/apt/apt-helper", "download-file")
            self._apt(*helper, uri, part, f"SHA256:{checksum}", capture_output=True)
            part.rename(target)
        return target, checksum


def unpack(package, folder):
    """Unpack a package's files below a folder."""
    run("dpkg-deb", "-x", package, folder)
