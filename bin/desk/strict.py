"""A pytest plugin: a test that is skipped has proved nothing, so it fails."""

import pytest


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
