"""What a company has: an Odoo server, and a PostgreSQL that keeps what it has confirmed.

The project's own cluster does not (``fsync=off``): it is made again in minutes.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2
from desk import postgres
from desk.home import HOME, ROOT, run

DATABASE = "durable"
PATIENCE = 60
_FIXED = """
    listen_addresses= unix_socket_permissions=0700 max_connections=50 jit=off autovacuum=off
    max_wal_size=2GB dynamic_shared_memory_type=mmap port=5432
"""
_LOADING = "fsync=off synchronous_commit=off full_page_writes=off"
_DURABLE = "fsync=on synchronous_commit=on full_page_writes=on"
#: Whoever changes a resolution waits in his COMMIT for the holder of this lock.
_PAUSE_COMMIT = """
    CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER pause AFTER UPDATE ON order_case_resolution
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pause()
"""


class DurableDatabase:
    """A copy of a database in a cluster of its own, with fsync on."""

    def __init__(self, source):
        self._folder = HOME / "durable"
        self._socket = Path(tempfile.mkdtemp(prefix="order-desk-durable-", dir="/tmp"))
        shutil.rmtree(self._folder, ignore_errors=True)
        postgres.prepare(self._folder, self._socket)
        postgres.initialize(self._folder)
        self.variables = {"PGHOST": str(self._socket), "PGPORT": "5432", "PGUSER": "odoo"}
        self._start(_LOADING)
        self._copy(source)
        self._stop("fast")
        self._start(_DURABLE)
        self.execute(_PAUSE_COMMIT)

    def _copy(self, source):
        there, dump = {**os.environ, **self.variables}, self._folder / "dump"
        run("pg_dump", "-Fc", "-Z0", "--no-owner", "-f", dump, source)
        run("createdb", "-T", "template0", DATABASE, env=there)
        run("pg_restore", "-j2", "--no-owner", "-d", DATABASE, dump, env=there)

    def _start(self, settings):
        flags = [f"-k {self._socket}"]
        flags += [f"-c {setting}" for setting in (_FIXED + settings).split()]
        log = self._folder / "server.log"
        options = ("start", "-w", "-t", str(PATIENCE), "-l", log, "-o", " ".join(flags))
        postgres.as_owner("pg_ctl", *options, folder=self._folder, **postgres.QUIET)

    def _stop(self, mode):
        options = ("stop", "-m", mode)
        postgres.as_owner("pg_ctl", *options, folder=self._folder, check=False, **postgres.QUIET)

    def crash(self):
        """Let the server fall as in a power cut, and come back from what is on the disk."""
        self._stop("immediate")
        self._start(_DURABLE)

    def remove(self):
        self._stop("immediate")
        for folder in (self._folder, self._socket):
            shutil.rmtree(folder, ignore_errors=True)

    def connect(self):
        names = {"host": str(self._socket), "port": 5432, "user": "odoo"}
        return psycopg2.connect(dbname=DATABASE, **names)

    def execute(self, statement):
        """Run a statement in a transaction of its own, and return its rows."""
        connection = self.connect()
        with connection, connection.cursor() as cr:
            cr.execute(statement)
            rows = cr.fetchall() if cr.description else []
        connection.close()
        return rows

    @contextmanager
    def held(self, statement):
        """Keep what ``statement`` locks; yields a function that waits until somebody is stuck."""
        connection = self.connect()
        with connection.cursor() as cr:
            cr.execute(statement)
            yield lambda: wait_for(lambda: self._count("wait_event_type = 'Lock'"), "nobody came")
        connection.close()

    def wait_until_left(self):
        """Wait until the database has noticed that who worked on it is gone."""
        wait_for(lambda: not self._count("xact_start IS NOT NULL"), "somebody stays")

    def _count(self, condition):
        [(number,)] = self.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'odoo-%' "
            f"AND datname = '{DATABASE}' AND {condition}"
        )
        return number


class DeskServer:
    """The project's own Odoo server, with one worker, as `bin/odoo` starts it."""

    def __init__(self, database, key):
        self.port, gevent = _find_port(), _find_port()
        self._headers = {"Authorization": f"bearer {key}", "Content-Type": "application/json"}
        self._log = open(HOME / "durable.log", "w")  # noqa: SIM115 - as long as the server
        self._variables, self._gevent = database.variables, gevent
        self._start()

    def _start(self):
        self._process = subprocess.Popen(
            [
                *(ROOT / "bin/odoo", "server", "-d", DATABASE, "--workers=1"),
                *("--max-cron-threads=0", "--log-level=warn", "--http-interface=127.0.0.1"),
                *(f"--http-port={self.port}", f"--gevent-port={self._gevent}"),
            ],
            env={**os.environ, **self._variables},
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def call(self, model, method, **arguments):
        """Call a method as a client of the API does; return (HTTP status, answer)."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/json/2/{model}/{method}",
            json.dumps(arguments).encode(),
            self._headers,
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            return error.code, json.loads(text)["message"] if text.startswith("{") else text

    def wait_until_up(self):
        """Wait until it answers; who watches over it starts it again where it fell as well."""

        def knock():
            if self._process.poll() is not None:
                self._end()
                self._start()
            try:
                return self.call("res.users", "context_get")[0] == 200
            except (urllib.error.URLError, ConnectionError):
                return False

        wait_for(knock, "the server does not answer")

    def kill_worker(self):
        """Kill the process that answers; the server starts another one."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        for child in children.read_text().split():
            if b"gevent" not in Path("/proc", child, "cmdline").read_bytes().split(b"\0"):
                os.kill(int(child), signal.SIGKILL)

    def kill(self):
        """Kill the server and all its processes."""
        self._end()
        self._log.close()

    def _end(self):
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def wait_for(found, trouble):
    """Return what ``found`` returns as soon as it is something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.02)
    raise TimeoutError(trouble)


def _find_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
