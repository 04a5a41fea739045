"""A pytest plugin: no test is skipped, and no worker meets the files of another.

A test that is skipped has proved nothing, so it fails. pytest-odoo gives each worker a database of
its own, but all of them one filestore: what a test of one worker stores and has not committed is
garbage to the others, who remove it when one of their classes ends.
"""

import contextlib
import gc
import os
import shutil
from pathlib import Path

import pytest
import pytest_odoo

from . import database


@contextlib.contextmanager
def own_filestore(template, name):
    """Let a worker's database have files of its own, at first those of its template."""
    from odoo.sql_db import close_db
    from odoo.tools import config

    files = Path(config.filestore(name))
    if name != template:
        shutil.rmtree(files, ignore_errors=True)
        shutil.copytree(config.filestore(template), files, copy_function=os.link)
    yield
    if name != template:
        # pytest-odoo would remove it at once
        close_db(name)
        database.drop(name)


pytest_odoo._shared_filestore = own_filestore


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport():
    """Turn a skipped test into a failed one."""
    _fail_if_skipped((yield).get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report():
    """Turn a skipped file or class into a failed one."""
    _fail_if_skipped((yield).get_result())


def _fail_if_skipped(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.longrepr = f"{report.nodeid} was not run: {reason}"


def pytest_collection_finish():
    """Let Python's collector leave alone what lives as long as the run: a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
