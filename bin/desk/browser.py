"""The browser of the browser tests.

Debian builds its Chromium also without windows, menus and extensions: that one takes a quarter less
of the processor to run the same tests, so it is the first choice.
"""

import os
import shutil

from .home import fail, run, step

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = f"env DEBIAN_FRONTEND=noninteractive apt-get -y install --no-install-recommends {SHELL}"


def find():
    """Return the path of the best browser on this machine, or nothing."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def ensure():
    """Install Debian's Chromium unless it is there; fail if there is no browser then."""
    if shutil.which(SHELL):
        return
    quiet = {"check": False, "capture_output": True}
    sudo = () if os.geteuid() == 0 else ("sudo", "-n")
    said = "as root: apt-get install chromium"
    if not sudo or shutil.which("sudo") and not run(*sudo, "true", **quiet).returncode:
        with step("Chromium from Debian, for the browser tests", "1 minute"):
            run(*sudo, "apt-get", "-qq", "update", **quiet)
            result = run(*sudo, *INSTALL.split(), **quiet)
        said = f"it could not be installed:\n{result.stdout}{result.stderr}"
    if not find():
        fail(f"the browser tests need Chromium; {said}")
