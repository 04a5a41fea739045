"""`make run`: a real Odoo with real orders on the desk."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request

from . import database, postgres
from .home import HOME, fail, lock, output, say, step
from .wiring import odoo_command, wire

NAME = os.environ.get("ORDER_DESK_DATABASE") or "order_desk"
LOAD = """
from odoo.addons.order_specialist import demo
say = lambda text: print("   ", text, flush=True)
demo.load(env, orders={orders!r}, commit=env.cr.commit, say=say)
"""
REPORT = """
from odoo.addons.order_specialist import demo
print(demo.report(env))
"""


def serve(orders="150", port=8069, only_prepare=False):
    """Prepare the database and serve it until somebody presses Ctrl-C."""
    port = None if only_prepare else reserve(port)
    with lock(NAME):
        prepare(orders)
    if only_prepare:
        print(_report())
        return
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    with lock(f"{NAME}-server"):
        process = _start(port)
        try:
            text = _report()
            _wait_for(port, process)
            print(f"\n{text}\n\nhttp://localhost:{port} is ready. Ctrl-C ends it.", flush=True)
            process.wait()
            fail("Odoo ended by itself")
        except KeyboardInterrupt:
            say("stopping")
        finally:
            process.terminate()
            process.wait()


def prepare(orders):
    """Have the database with the addon as its files are now, and the orders loaded.

    What was done is noted on the database itself, so an interrupted run goes on where it was.
    """
    wire()
    if NAME not in database.notes():
        database.copy(database.addon_template(), NAME)
        _note(addon=database.fingerprint(), orders=None)
    done = {"addon": None, "orders": None, **json.loads(database.notes()[NAME] or "{}")}
    if done["addon"] != database.fingerprint():
        with step("bringing the database up to date with the addon's files", "20 seconds"):
            database.upgrade(NAME)
        _note(addon=database.fingerprint(), orders=None)
        orders = max(orders, done["orders"] or orders, key=_count)
    elif done["orders"] and _count(done["orders"]) >= _count(orders):
        return
    about = "4 minutes" if orders == "all" else "1 minute"
    with step(f"real orders, taken their whole way ({orders})", about):
        database.run_script(NAME, LOAD.format(orders=orders))
        postgres.sql("VACUUM ANALYZE", NAME)
    _note(addon=database.fingerprint(), orders=orders)


def _count(orders):
    return float("inf") if orders == "all" else int(orders)


def _note(**done):
    database.note(NAME, json.dumps(done))


def _report():
    shell = odoo_command("shell", "-d", NAME, "--no-http", "--log-level=error")
    return output(*shell, input=REPORT)


def reserve(port=0):
    """Return the port, if nobody listens on it; for 0, one that is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            fail(f"port {port} cannot be had ({error.strerror}); try: make run PORT=8070")
        return probe.getsockname()[1]


def _start(port):
    options = ("-d", NAME, "--db-filter", f"^{NAME}$", "--no-database-list", "--http-port", port)
    log = HOME / f"{NAME}.log"
    log.unlink(missing_ok=True)
    say(f"Odoo starts; its log: {log}")
    # in a session of its own: Ctrl-C and a closed terminal reach only this process, which ends it
    return subprocess.Popen(odoo_command(*options, "--logfile", log), start_new_session=True)


def _wait_for(port, process):
    for _attempt in range(600):
        if process.poll() is not None:
            fail("Odoo ended before it answered")
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health", timeout=10).close()
        except OSError:
            time.sleep(0.1)
    return fail("Odoo does not answer")
