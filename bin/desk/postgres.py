"""PostgreSQL: the server that PGHOST names, or a cluster of the project's own.

The own cluster listens on a socket only. Its programs are the machine's, if it has any, else
Debian's packages unpacked privately.
"""

import os
import pwd
import re
import shutil
from functools import cache
from pathlib import Path
from subprocess import DEVNULL

from . import apt
from .home import HOME, digest, fail, lock, once, output, run, say, step, write

INSTALLED = Path("/usr/lib/postgresql")
QUIET = {"stdout": DEVNULL, "stderr": DEVNULL}
# A development server: a crash of the machine may cost the data, which are made again in minutes.
# Autovacuum would note that a table is empty while a test, whose rows nobody else sees, fills it;
# some of Odoo's searches then take minutes. Memory in files: /dev/shm may be small, and systemd
# empties it when a user logs out.
SETTINGS = """
    listen_addresses= unix_socket_permissions=0700 max_connections=200 client_min_messages=warning
    fsync=off synchronous_commit=off full_page_writes=off wal_level=minimal max_wal_senders=0
    max_wal_size=2GB shared_buffers=256MB work_mem=16MB jit=off autovacuum=off
    dynamic_shared_memory_type=mmap port=5432
"""


def start():
    """Return libpq's variables of a running server, with its client programs on PATH."""
    given = {name: value for name, value in os.environ.items() if name.startswith("PG")}
    if not (given.get("PGHOST") and shutil.which("createdb")):
        os.environ["PATH"] = f"{_programs()}{os.pathsep}{os.environ['PATH']}"
    if given.get("PGHOST"):
        return given
    with lock("postgres"):
        ready = (_programs() / "pg_isready", "-q", "-h", _socket(), "-p", "5432")
        if run(*ready, check=False).returncode:
            _start()
    return {"PGHOST": str(_socket()), "PGPORT": "5432", "PGUSER": "odoo"}


def stop(mode="fast"):
    """Stop the own server, if it runs."""
    note = _folder() / "data/postmaster.pid"
    if not note.exists():
        return
    # after a crash, the process that the note names may be another one by now
    process = Path("/proc", (note.read_text().split() or ["0"])[0], "cmdline")
    if process.exists() and str(note.parent).encode() in process.read_bytes():
        as_owner("pg_ctl", "stop", "-m", mode, check=False, **QUIET)
    else:
        note.unlink()


def remove():
    """Stop the own server and remove its programs and data."""
    stop()
    for folder in (_folder(), _socket()):
        shutil.rmtree(folder, ignore_errors=True)


def sql(statement, database="postgres"):
    """Run a statement on the server that the environment names, and return its rows."""
    options = ("-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1")
    return output("psql", *options, "-d", database, "-c", statement).splitlines()


@cache
def _owner():
    """Return the account that runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return None
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    return next(accounts[name] for name in ("postgres", "odoo", "nobody") if name in accounts)


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


@cache
def _programs():
    """Return the folder of PostgreSQL's programs; the one above it is named like the version."""
    found = list(INSTALLED.glob("*/bin/initdb")) or list(
        once(_folder() / "programs", apt.codename(), _unpack).glob("[0-9]*/bin/initdb")
    )
    return max(found, key=lambda path: int(path.parts[-3])).parent


def _unpack(folder):
    with step("PostgreSQL from Debian, unpacked privately", "20 seconds"):
        apt.read(apt.codename())
        names = apt.missing("postgresql")
        server = next(name for name in names if re.fullmatch(r"postgresql-\d+", name))
        programs = {server, server.replace("-", "-client-")}
        for name in sorted(programs | {name for name in names if name.startswith("lib")}):
            apt.unpack(apt.fetch(name)[0], folder)
    # each program by a small script, by which it finds its libraries
    libraries = ":".join(str(path) for path in folder.glob("usr/lib/*-linux-gnu*"))
    for program in folder.glob("usr/lib/postgresql/*/bin/*"):
        script = f'#!/bin/sh\nLD_LIBRARY_PATH="{libraries}" exec "{program}" "$@"\n'
        write(folder / program.parts[-3] / "bin" / program.name, script, 0o755)


def as_owner(program, *arguments, folder=None, **options):
    """Run one of PostgreSQL's programs on the cluster in a folder, as the account that may."""
    data = (folder or _folder()) / "data"
    if owner := _owner():
        options |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    return run(_programs() / program, "-D", data, *arguments, cwd="/", **options)


def prepare(*folders):
    """Make folders that the account may write to, which runs the server."""
    for path in folders:
        path.mkdir(mode=0o755, parents=True, exist_ok=True)
        if owner := _owner():
            os.chown(path, owner.pw_uid, owner.pw_gid)


def initialize(folder):
    """Make an empty cluster in a folder."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    options = ("-U", "odoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    as_owner("initdb", *options, folder=folder, stdout=DEVNULL)


def _start():
    folder, socket = _folder(), _socket()
    # what a crash left: a server that cannot be reached, or only the files that say it is there
    stop("immediate")
    shutil.rmtree(socket, ignore_errors=True)
    prepare(folder, socket)
    once(folder / "cluster", _programs().parent.name, lambda _stamp: initialize(folder))
    log = folder / "server.log"
    flags = " ".join([f"-k {socket}", *(f"-c {setting}" for setting in SETTINGS.split())])
    options = ("-w", "-t", "60", "-l", log, "-o", flags)
    if as_owner("pg_ctl", "start", *options, check=False, **QUIET).returncode:
        fail(f"PostgreSQL does not start: see {log}; `make clean` removes it and its data")
