"""A pytest plugin: browsers that cost less.

Those of a worker share what they loaded: scripts and styles, and those compiled, are read once and
not for each tour. Their addresses change with what they hold, so nobody meets old ones. None clears
up its memory, which ends with it a moment later. And none is asked without a pause whether the page
is ready: to answer took a quarter of what it takes to load it.
"""

import tempfile
import time
from concurrent.futures import Future

from odoo.tests.common import ChromeBrowser

from . import browser

CLEAR_UP = "HeapProfiler.collectGarbage"
ASK = "Runtime.evaluate"
PAUSE = 0.1
files = tempfile.TemporaryDirectory(prefix="order_desk_browser_", ignore_cleanup_errors=True)
spawn, send = ChromeBrowser._spawn_chrome, ChromeBrowser._websocket_send
request = ChromeBrowser._websocket_request


def _spawn_chrome(chrome, command):
    program, *options = command
    return spawn(chrome, [program, f"--disk-cache-dir={files.name}", *options])


def _websocket_send(chrome, method, **options):
    if method != CLEAR_UP:
        return send(chrome, method, **options)
    answer = Future()
    answer.set_result({})
    return answer


def _websocket_request(chrome, method, **options):
    if method == ASK:
        time.sleep(PAUSE)
    return request(chrome, method, **options)


# Odoo does not know Debian's own name of the browser without windows
ChromeBrowser.executable = property(lambda chrome: browser.find())
ChromeBrowser._spawn_chrome = _spawn_chrome
ChromeBrowser._websocket_send = _websocket_send
ChromeBrowser._websocket_request = _websocket_request
