"""`make run` from a template to a served desk, and again."""

import os
import re
import signal
import socket
import subprocess
import urllib.request
import uuid

import pytest
from desk import database as databases
from desk.home import HOME, ROOT


@pytest.fixture
def environment():
    """Variables by which `make run` has a small database and a port of its own."""
    name = f"order_desk_{uuid.uuid4().hex[:8]}"
    yield {**os.environ, "ORDER_DESK_DATABASE": name, "ORDERS": "3", "PORT": "0"}
    databases.drop(name)
    (HOME / f"{name}.log").unlink()


def test_run_serves_the_desk_and_the_second_time_at_once(environment):
    first = run_until_ready(environment)
    assert "Orders received" in first
    assert re.search(r"specialist +specialist$", first, re.MULTILINE)
    start = time_of_commands()
    second = run_until_ready(environment)
    assert second == first
    assert time_of_commands() - start < 20


def time_of_commands():
    """Return the seconds of processor that ended commands took: others may use the machine too."""
    return sum(os.times()[2:4])


def run_until_ready(environment):
    """Run it until it says its address, open that, press Ctrl-C, return what it said before."""
    command = ("make", "--no-print-directory", "run")
    options = {"stdout": subprocess.PIPE, "text": True, "start_new_session": True}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, **options)
    said, port = [], 0
    for line in process.stdout:
        said.append(line)
        if match := re.match(r"http://localhost:(\d+) is ready", line):
            address = f"http://127.0.0.1:{match[1]}/web/login"
            with urllib.request.urlopen(address, timeout=60) as page:
                assert page.status == 200
            os.killpg(process.pid, signal.SIGINT)
            port = int(match[1])
    process.wait(timeout=60)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)), "the server goes on"
    start = next(number for number, line in enumerate(said) if "Orders received" in line)
    return "".join(line for line in said[start:] if " is ready" not in line)
