"""What the commands do when something is wrong: go on, or say what it is."""

import json
import os
import signal
import socket
import subprocess
import sys
import uuid

import pytest
from desk import app, apt, commands, home, postgres
from desk import database as databases
from desk.home import HOME, ROOT

START = "from desk import postgres; print(postgres.start()['PGHOST'])"
STOP = "from desk import postgres; postgres.stop()"
REMOVE = "from desk import postgres; postgres.remove()"


@pytest.fixture
def cluster():
    """Return a function that runs Python with a PostgreSQL of its own, in a difficult place."""
    folder = HOME / f"a place, with ümlauts {uuid.uuid4().hex[:8]}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    # the user's own settings, of another server
    kept |= {"PGPORT": "5433", "PGUSER": "somebody"}
    kept |= {"ORDER_DESK_HOME": str(folder), "PYTHONPATH": str(ROOT / "bin")}

    def run(script):
        # an account's own umask must not keep the server's account out
        return home.output(sys.executable, "-c", script, env=kept, umask=0o077)

    run.folder = folder
    yield run
    run(REMOVE)
    home.shutil.rmtree(folder)


def ask(host):
    """Return what the server with a socket in a folder answers."""
    return home.output("psql", "-h", host, "-U", "odoo", "-d", "postgres", "-Atc", "SELECT 1")


def test_server_that_cannot_be_reached_is_started_again(cluster):
    host = cluster(START)
    note = cluster.folder / "postgres/data/postmaster.pid"
    before = note.read_text()
    assert cluster(START) == host
    assert note.read_text() == before, "it was started again without need"
    home.shutil.rmtree(host)
    assert cluster(START) == host
    assert ask(host) == "1"


def test_a_crash_leaves_nothing_that_hinders_or_harms(cluster):
    host = cluster(START)
    note = cluster.folder / "postgres/data/postmaster.pid"
    lines = note.read_text().splitlines()
    os.kill(int(lines[0]), signal.SIGQUIT)
    while note.exists():
        pass
    account = postgres._owner()
    options = {"user": account.pw_uid} if account else {}
    with subprocess.Popen(["sleep", "60"], **options) as other:
        left = "\n".join([str(other.pid), *lines[1:], ""])
        note.write_text(left)
        cluster(STOP)
        note.write_text(left)
        (home.Path(host) / ".s.PGSQL.5432.lock").write_text(left)
        assert cluster(START) == host
        assert ask(host) == "1"
        assert other.poll() is None, "a process that is not ours was ended"
        other.kill()


def test_interrupted_template_is_built_again():
    made = []

    def build(name, error=None):
        databases.copy("template0", name)
        made.append(name)
        if error:
            raise error

    def interrupted(name):
        build(name, KeyboardInterrupt)

    kind = uuid.uuid4().hex[:6]
    with pytest.raises(KeyboardInterrupt):
        databases.cached(kind, "one", "a probe", "a second", interrupted)
    for key in ("one", "one", "two"):
        name = databases.cached(kind, key, "a probe", "a second", build)
    assert [name[-3:] for name in made] == ["one", "one", "two"]
    assert [found for found in databases.notes() if f"_{kind}_" in found] == [name]
    databases.drop(name)


def test_dropped_database_is_gone_and_its_files_are_removed_when_no_test_goes_on(monkeypatch):
    monkeypatch.setattr(databases, "DROPPED", f"desk_{uuid.uuid4().hex[:6]}_")
    monkeypatch.setattr(databases, "TESTS", name := uuid.uuid4().hex[:6])

    def find_dropped():
        return [found for found in databases.notes() if found.startswith(databases.DROPPED)]

    databases.copy("template0", name)
    databases.copy("template0", name)
    databases.drop(name)
    assert name not in databases.notes()
    with home.lock(name):
        databases.tidy()
        assert len(find_dropped()) == 2
    databases.tidy()
    assert not find_dropped()
    (HOME / "locks" / name).unlink()


def test_run_goes_on_where_it_was_interrupted(database, monkeypatch):
    name, done = database(), []
    monkeypatch.setattr(app, "NAME", name)
    monkeypatch.setattr(databases, "upgrade", lambda _name: done.append("upgraded"))
    monkeypatch.setattr(databases, "run_script", lambda *_arguments: done.append("loaded"))
    # copied, but nothing noted yet; then nothing is left to do; then more orders
    app.prepare("3")
    app.prepare("3")
    app.prepare("5")
    assert done == ["upgraded", "loaded", "loaded"]
    assert json.loads(databases.notes()[name])["orders"] == "5"


def test_server_that_ends_by_itself_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(home, "HOME", tmp_path)
    monkeypatch.setattr(app, "prepare", lambda _orders: None)
    monkeypatch.setattr(app, "_report", lambda: "")
    monkeypatch.setattr(app, "_wait_for", lambda *_arguments: None)
    monkeypatch.setattr(app, "_start", lambda _port: subprocess.Popen(["true"]))
    before = {
        name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    with pytest.raises(SystemExit, match="Odoo ended by itself"):
        app.serve(port=0)
    for name, handler in before.items():
        signal.signal(name, handler)


def test_port_that_is_taken_is_told():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(SystemExit, match=f"port {port} cannot be had"):
            app.reserve(port)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ORDERS", "-1"), ("ORDERS", "²"), ("ORDERS", "many"), ("PORT", "http"), ("PORT", "70000")],
)
def test_bad_value_is_told(name, value, monkeypatch):
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=f"{name} is a number"):
        commands._run([])


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (subprocess.CalledProcessError(100, ["apt-get"], stderr="E: disk full"), "E: disk full"),
        (OSError(28, "No space left on device", "file"), "No space left on device: 'file'"),
        (KeyboardInterrupt(), "interrupted"),
    ],
)
def test_failure_is_one_message(error, message, monkeypatch):
    def lint():
        raise error

    monkeypatch.setattr(commands.lint, "lint", lint)
    monkeypatch.setattr(sys, "argv", ["desk", "lint"])
    with pytest.raises(SystemExit, match=message):
        commands.main()


def test_machine_without_apt_is_told(monkeypatch):
    monkeypatch.setattr(apt.shutil, "which", lambda _name: None)
    with pytest.raises(SystemExit, match="no apt-get here"):
        apt.read("sid")


def test_clean_waits_for_nobody_and_harms_nobody(monkeypatch, tmp_path):
    monkeypatch.setattr(home, "HOME", tmp_path)
    monkeypatch.setattr(commands, "HOME", tmp_path)
    removed = []
    monkeypatch.setattr(commands.postgres, "remove", lambda: removed.append("server"))
    with home.lock("tests"), pytest.raises(SystemExit, match="busy with: tests; end it first"):
        commands._clean()
    assert not removed
    commands._clean()
    assert removed and not tmp_path.exists()
