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
    port = None if only_prepare else _reserve(port)
    with lock(NAME):
        prepare(orders)
    if only_prepare:
        print(_report())
        return
    process = _start(port)
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    try:
        text = _report()
        _wait_for(port, process)
        end = f"http://localhost:{port} is ready. Ctrl-C ends it; its log: {_log()}"
        print(f"\n{text}\n\n{end}", flush=True)
        process.wait()
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
    if not database.exists(NAME):
        database.copy(database.addon_template(), NAME)
        _note(addon=database.fingerprint(), orders=None)
    done = _noted()
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


def _noted():
    text = postgres.sql(
        f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{NAME}'"
    )
    return {"addon": None, "orders": None, **json.loads(text[0] or "{}")}


def _note(**done):
    postgres.sql(f"COMMENT ON DATABASE {NAME} IS '{json.dumps(done)}'")


def _report():
    shell = odoo_command("shell", "-d", NAME, "--no-http", "--log-level=error")
    return output(*shell, input=REPORT)


def _log():
    return HOME / f"{NAME}.log"


def _reserve(port):
    """Return the port, if nobody listens on it; for 0, one that is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            fail(f"port {port} is taken; try: make run PORT={port + 1}")
        return probe.getsockname()[1]


def _start(port):
    options = ("-d", NAME, "--db-filter", f"^{NAME}$", "--no-database-list", "--http-port", port)
    _log().unlink(missing_ok=True)
    # in a session of its own: Ctrl-C and a closed terminal reach only this process, which ends it
    return subprocess.Popen(odoo_command(*options, "--logfile", _log()), start_new_session=True)


def _wait_for(port, process):
    for _attempt in range(600):
        if process.poll() is not None:
            fail(f"Odoo ended: see {_log()}")
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health", timeout=10).close()
        except OSError:
            time.sleep(0.1)
    return fail(f"Odoo does not answer: see {_log()}")
