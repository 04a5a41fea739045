"""The browser of the browser tests."""

import os
import shutil

from .home import fail, run, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = "env DEBIAN_FRONTEND=noninteractive apt-get -y install --no-install-recommends chromium"


def ensure():
    """Install Debian's Chromium if the machine has no such browser; fail if that cannot be done."""
    if any(shutil.which(name) for name in NAMES):
        return
    sudo = () if os.geteuid() == 0 else ("sudo", "-n")
    quiet = {"check": False, "capture_output": True}
    if sudo and (not shutil.which("sudo") or run(*sudo, "true", **quiet).returncode):
        fail("the browser tests need Chromium; as root: apt-get install chromium")
    with step("Chromium from Debian, for the browser tests", "1 minute"):
        run(*sudo, "apt-get", "-qq", "update", **quiet)
        result = run(*sudo, *INSTALL.split(), **quiet)
    if result.returncode:
        fail(f"Chromium could not be installed:\n{result.stdout}{result.stderr}")
