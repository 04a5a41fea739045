"""The commands themselves: that they are there, go on after an interruption, and tell."""

import contextlib
import re
import subprocess
import sys

import pytest
from desk import checks, home, house, lint, matrix, wiring
from desk import database as databases
from desk.home import ROOT

from odoo.tests.common import ChromeBrowser, get_db_name
from odoo.tools import config

HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".", "deb.debian" + ".org")


def test_no_file_names_the_host_of_a_registry():
    texts = {path: (ROOT / path).read_bytes() for path in lint.project_files()}
    assert not [path for path in texts for host in HOSTS if host.encode() in texts[path]]


def test_help_tells_of_every_target():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    told = home.output("make", "--no-print-directory", cwd=ROOT)
    assert [line.split()[0] for line in told.splitlines()] == targets


def test_odoo_is_wired():
    assert home.output(ROOT / "bin/odoo", "--version") == "Odoo Server 19.0"


def test_shell_opens_a_database(database):
    script = "print(env['ir.module.module']._get('order_specialist').state)"
    command = (ROOT / "bin/odoo", "shell", "-d", database(), "--no-http", "--log-level=warn")
    assert home.output(*command, input=script) == "installed"


def test_an_addon_that_odoo_did_not_install_is_an_error(database, monkeypatch):
    monkeypatch.setattr(databases, "_odoo", lambda *_arguments: None)
    with pytest.raises(SystemExit, match="Odoo did not install no_such_addon$"):
        databases.install(database(), "order_specialist", "no_such_addon")


@pytest.mark.parametrize(
    ("path", "beside"),
    [
        ("tests/test_install.py::test_it", False),
        ("tests/neighbours/test_bridges.py::test_it", True),
        ("order_specialist/tests", False),
        ("order_specialist_bridge/tests/test_it.py", True),
    ],
)
def test_what_needs_other_addons_runs_beside_them(path, beside, monkeypatch):
    monkeypatch.setattr(databases, "bridges", lambda: ["order_specialist_bridge"])
    assert checks._is_beside(path) == beside


def test_databases_are_tested_at_once_and_told_one_after_the_other(monkeypatch, capfd):
    def start(name, code, *_options, **streams):
        script = f"print('in {name}'); raise SystemExit({code})"
        return subprocess.Popen([sys.executable, "-c", script], **streams)

    monkeypatch.setattr(checks, "_pytest", start)
    assert checks._run_at_once([("beside", 1), ("alone", 0)]) == [0, 1]
    assert capfd.readouterr().out.split() == ["in", "alone", "in", "beside"]
    assert checks._run_at_once([("alone", 5)]) == [5]


def test_matrix_names_the_groups_where_verdicts_differ():
    row = {"path": "button", "gate": "ship", "group": "lead", "verdict": "refused", "queries": 9}
    rows = [row, {**row, "gate": "confirm"}, {**row, "group": "admin", "queries": 7}]
    assert matrix.render(rows).splitlines() == [
        "path × gate (queries)  confirm      handoff  ship           invoice",
        "button                 refused (9)           refused (7-9)",
    ]
    rows.append({**row, "group": "clerk", "verdict": "passed"})
    assert matrix.render(rows).endswith("passed for clerk (9), refused for admin/lead (7-9)")
    assert matrix.render([]) == ""


def test_matrix_tells_what_is_not_as_the_table_says():
    row = {"path": "button", "gate": "ship", "group": "lead", "verdict": "refused", "queries": 9}
    expected = matrix.read_expected(
        "path,gate,verdict,groups,most\nbutton,ship,refused,lead/admin,9\nlist,ship,passed,lead,5\n"
    )

    def find(*changes, is_whole=False):
        return matrix.find_faults([{**row, **change} for change in changes], expected, is_whole)

    assert find({}) == []
    assert find({}, {"group": "admin"}, {"path": "list", "verdict": "passed", "queries": 5}) == []
    assert find({"queries": 10}) == ["button × ship as lead took 10 queries, more than 9"]
    assert find({"verdict": "passed"}) == ["button × ship as lead was passed, not refused"]
    assert find({"gate": "confirm"}) == [
        "button × confirm as lead does not stand in matrix.csv",
    ]
    assert find({}, is_whole=True) == [
        "button × ship as admin was not tried",
        "list × ship as lead was not tried",
    ]
    rows = matrix.read_expected("path,gate,verdict,groups,most\nbutton,ship,refused,everybody,9\n")
    assert [group for _path, _gate, group in rows] == list(matrix.EVERYBODY)


def test_each_gate_has_ways_in_the_table():
    expected = matrix.read_expected(matrix.EXPECTED.read_text())
    assert {gate for _path, gate, _group in expected} == set(matrix.GATES)


def test_a_matrix_that_is_not_as_expected_fails(monkeypatch, capfd, tmp_path):
    monkeypatch.setattr(matrix, "FOUND", tmp_path / "matrix")
    monkeypatch.setattr(checks, "lock", contextlib.nullcontext)
    monkeypatch.setattr(checks, "_prepare_runs", lambda *_arguments: [])
    monkeypatch.setattr(checks, "_run_at_once", lambda _runs: [0])
    assert checks.test(["-k", "one"]) == 0
    assert checks.test([]) == 1
    assert (
        "matrix: Confirm of the form × confirm as specialist was not tried"
        in capfd.readouterr().out
    )


def test_a_worker_has_files_of_its_own():
    assert config.filestore(get_db_name()).endswith(f"/{get_db_name()}")


def test_source_is_the_checkout_that_the_user_names(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_SRC", str(tmp_path))
    find = wiring.source.__wrapped__
    with pytest.raises(SystemExit, match="is not Odoo 19.0"):
        find()
    for folder in ("addons", "odoo/addons"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "odoo/release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    assert find() == (tmp_path, [tmp_path / "addons", tmp_path / "odoo/addons"])


def test_interrupted_build_starts_over(tmp_path):
    folder = tmp_path / "thing"

    def interrupted(target):
        (target / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        home.once(folder, "key", interrupted)
    home.once(folder, "key", lambda target: (target / "whole").touch())
    assert sorted(path.name for path in folder.iterdir()) == [".complete", "whole"]


def test_complete_build_is_reused(tmp_path):
    builds = []
    for key in ("one", "one", "two"):
        home.once(tmp_path / "thing", key, lambda _target, key=key: builds.append(key))
    assert builds == ["one", "two"]


def test_write_replaces_a_file_only_if_it_changes(tmp_path):
    path = tmp_path / "file"
    home.write(path, "text")
    before = path.stat().st_ino
    home.write(path, "text")
    assert path.stat().st_ino == before
    home.write(path, "other")
    assert path.read_text() == "other"


@pytest.mark.parametrize(
    "line", ["self.env.cr.commit()", "_sql_constraints = []", "# TODO later", "self.search([])"]
)
def test_house_finds_what_is_forbidden(line):
    assert any(re.search(pattern, line) for pattern in house.FORBIDDEN)


def test_house_finds_a_long_method():
    body = "\n".join("    a = 1" for _line in range(41))
    assert list(house._measure(f"def method():\n{body}\n", "file.py")) == [
        "file.py:1: method has 41 lines"
    ]


def test_skipped_test_fails(tmp_path):
    path = tmp_path / "test_skipped.py"
    path.write_text("import pytest\n\ndef test_nothing():\n    pytest.skip('no browser')\n")
    command = (sys.executable, "-m", "pytest", "-p", "desk.strict", "-p", "no:odoo", path)
    environment = {**home.os.environ, "ODOO_RC": ""}
    result = home.run(*command, check=False, stdout=subprocess.PIPE, env=environment, cwd=tmp_path)
    assert result.returncode == 1
    assert "test_nothing was not run: Skipped: no browser" in result.stdout


def test_browser_without_windows_is_enough(tmp_path, monkeypatch):
    shell = tmp_path / "chromium-headless-shell"
    home.write(shell, "", 0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ChromeBrowser.executable.fget(None) == str(shell)
