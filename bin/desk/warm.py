"""A pytest plugin: the browsers of a worker share what they loaded.

Scripts and styles, and those compiled, are read once and not for each tour. Their addresses change
with what they hold, so nobody meets old ones.
"""

import tempfile

from odoo.tests.common import ChromeBrowser

files = tempfile.TemporaryDirectory(prefix="order_desk_browser_", ignore_cleanup_errors=True)
spawn = ChromeBrowser._spawn_chrome


def _spawn_chrome(browser, command):
    program, *options = command
    return spawn(browser, [program, f"--disk-cache-dir={files.name}", *options])


ChromeBrowser._spawn_chrome = _spawn_chrome
