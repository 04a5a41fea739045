"""PostgreSQL: the server that PGHOST names, or a cluster of the project's own.

The own cluster listens on a socket only. Its programs are the machine's, if it has any, else
Debian's packages unpacked privately (ORDER_DESK_POSTGRES=private asks for that in any case).
"""

import os
import pwd
import shutil
import subprocess
from functools import cache
from pathlib import Path

from .apt import Apt, codename, unpack
from .home import HOME, digest, fail, lock, once, output, run, say, step, write

PROGRAMS = ("initdb", "pg_ctl", "psql", "createdb", "dropdb", "pg_dump", "pg_restore")
# A development server: a crash of the machine may cost the data, which are made again in minutes.
# Autovacuum would note that a table is empty while a test, whose rows nobody else sees, fills it;
# some of Odoo's searches then take minutes.
SETTINGS = """
    listen_addresses= unix_socket_permissions=0700 max_connections=200 client_min_messages=warning
    fsync=off synchronous_commit=off full_page_writes=off wal_level=minimal max_wal_senders=0
    max_wal_size=2GB shared_buffers=256MB work_mem=16MB jit=off autovacuum=off
"""


def start():
    """Return libpq's variables of a running server, with its client programs on PATH."""
    if os.environ.get("PGHOST"):
        if not shutil.which("createdb"):
            _add_to_path(_wrapped())
        return {name: value for name, value in os.environ.items() if name.startswith("PG")}
    with lock("postgres"):
        _add_to_path(_wrapped())
        data, socket = _folder() / "data", _socket()
        if _control("status", data, check=False, capture_output=True).returncode:
            _start(data, socket)
    return {"PGHOST": str(socket), "PGPORT": "5432", "PGUSER": "odoo"}


def stop():
    """Stop the own server, if it runs."""
    data = _folder() / "data"
    if (data / "postmaster.pid").exists():
        _control("stop", data, "-m", "fast", check=False, stdout=subprocess.DEVNULL)


def remove():
    """Stop the own server and remove its programs and data."""
    stop()
    for folder in (_folder(), _socket()):
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _owner():
    """Return the account that runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return None
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    return next(accounts[name] for name in ("postgres", "odoo", "nobody") if name in accounts)


def _as_owner(*command, **options):
    if owner := _owner():
        options |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    return run(*command, cwd="/", **options)


@cache
def _folder():
    """Return where programs and data lie: in HOME, if the server's account may enter that."""
    folder = HOME / "postgres"
    closed = [path for path in folder.parents if path.exists() and not path.stat().st_mode & 0o001]
    if _owner() and closed:
        folder = Path("/var/tmp") / f"order-desk-{digest(str(HOME))}"
        say(f"only root may enter {closed[0]}: PostgreSQL lies in {folder}")
    return folder


def _socket():
    # a short path: the system allows 107 bytes
    return Path("/tmp") / f"order-desk-{digest(str(HOME))}"


def _add_to_path(folder):
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ['PATH']}"


@cache
def _wrapped():
    """Return a folder with a small script for each program, by which it finds its libraries."""
    programs, folder = _programs(), _folder() / "bin"
    unpacked = _folder() / "programs"
    libraries = ""
    if programs.is_relative_to(unpacked):
        libraries = ":".join(str(path) for path in unpacked.glob("usr/lib/*-linux-gnu*"))
    for name in PROGRAMS:
        variable = f'LD_LIBRARY_PATH="{libraries}" ' if libraries else ""
        write(folder / name, f'#!/bin/sh\n{variable}exec "{programs / name}" "$@"\n', 0o755)
    return folder


def _programs():
    installed = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if os.environ.get("ORDER_DESK_POSTGRES") != "private" and installed:
        return max(installed, key=lambda path: int(path.parts[-3])).parent
    folder = once(_folder() / "programs", codename(), _unpack)
    return next(folder.glob("usr/lib/postgresql/*/bin"))


def _unpack(folder):
    with step("PostgreSQL from Debian, unpacked privately", "20 seconds"):
        apt = Apt(codename())
        version = max(int(name[11:]) for name in apt.search(r"^postgresql-[0-9]+$"))
        server = f"postgresql-{version}"
        wanted = (server, f"postgresql-client-{version}", "libpq5")
        for name in dict.fromkeys([*wanted, *apt.missing(server)]):
            if name in wanted or name.startswith("lib"):
                unpack(apt.fetch(name)[0], folder)


def _control(action, data, *options, **keywords):
    return _as_owner(_wrapped() / "pg_ctl", "-D", data, *options, action, **keywords)


def _start(data, socket):
    data.parent.mkdir(parents=True, exist_ok=True)
    socket.mkdir(mode=0o755, exist_ok=True)
    if owner := _owner():
        for path in (data.parent, socket):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    once(data.parent / "cluster", _programs().parent.name, lambda _folder: _initialize(data))
    log = data.parent / "server.log"
    flags = " ".join([f"-k {socket}", *(f"-c {setting}" for setting in SETTINGS.split())])
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    if _control("start", data, "-w", "-t", "60", "-l", log, "-o", flags, **quiet).returncode:
        fail(f"PostgreSQL does not start: see {log}")


def _initialize(data):
    shutil.rmtree(data, ignore_errors=True)
    options = ("-U", "odoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    _as_owner(_wrapped() / "initdb", "-D", data, *options, stdout=subprocess.DEVNULL)


def sql(statement, database="postgres"):
    """Run a statement on the server that the environment names, and return its rows."""
    options = ("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1")
    return output("psql", *options, "-d", database, "-c", statement).splitlines()
