"""The one folder that holds everything, and how a step is told, run and done only once."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("ORDER_DESK_HOME") or ROOT / ".cache").resolve()
# what root makes must be open to the account that runs PostgreSQL
if not os.geteuid():
    os.umask(0o022)


def say(text):
    """Tell the person at the terminal what happens."""
    print(f"==> {text}", file=sys.stderr, flush=True)


def fail(text):
    """End with a message instead of a traceback."""
    raise SystemExit(f"ERROR: {text}")


@contextlib.contextmanager
def step(text, about):
    """Say what is done now and about how long it may take; afterwards, how long it took."""
    say(f"{text} (about {about}) …")
    start = time.monotonic()
    yield
    say(f"  … {time.monotonic() - start:.0f} s")


def run(*command, **options):
    """Run a command; a failure raises, unless check=False."""
    options = {"check": True, "text": True, **options}
    return subprocess.run([str(part) for part in command], **options)


def output(*command, **options):
    """Run a command and return what it wrote to its standard output."""
    return run(*command, stdout=subprocess.PIPE, **options).stdout.strip()


def digest(*parts):
    """Return a short key of strings and of files, which count by their place in the project."""
    result = hashlib.sha256()
    for part in parts:
        content, name = b"", part
        if isinstance(part, Path):
            content, name = part.read_bytes(), os.path.relpath(part, ROOT)
        result.update(f"{name}|{len(content)}|".encode() + content)
    return result.hexdigest()[:12]


@contextlib.contextmanager
def lock(name, wait=True):
    """Let one process at a time do `name`; a dead process holds no lock."""
    folder = HOME / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / name, "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not wait:
                fail(f"another command is busy with: {name}; end it first")
            say(f"waiting for another command that is busy with: {name}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def write(path, text, mode=0o644):
    """Write a file whole or not at all, and only if it changes."""
    if path.is_file() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text)
    draft.chmod(mode)
    draft.rename(path)


def once(folder, key, build):
    """Have `build(folder)` fill a folder, unless it already did so for this key.

    The stamp is written last: a build that was interrupted has none and starts over.
    """
    stamp = folder / ".complete"
    with lock(folder.name):
        if not stamp.is_file() or stamp.read_text() != key:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            build(folder)
            write(stamp, key)
    return folder
