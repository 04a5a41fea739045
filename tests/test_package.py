"""What ships: the wheel, the manifest, the terms to translate, the way up from older versions."""

import re
import zipfile
from email.parser import HeaderParser

import polib
import pytest
from desk import database as databases
from desk import package
from desk.home import ROOT

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name

RELEASED = re.compile(r"^## (19\.0\.\d+\.\d+\.\d+)", re.MULTILINE)


def test_wheel_holds_the_addon(tmp_path):
    package.build_wheel(tmp_path)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = wheel.namelist()
        metadata = next(name for name in names if name.endswith("/METADATA"))
        headers = HeaderParser().parsestr(wheel.read(metadata).decode())
    for path in databases.manifest()["data"]:
        assert f"odoo/addons/{databases.ADDON}/{path}" in names
    assert headers["Name"] == "odoo-addon-order_specialist"
    assert headers["Version"] == databases.manifest()["version"]
    assert headers["License"] == "LGPL-3"
    assert any(line.startswith("odoo==19.0") for line in headers.get_all("Requires-Dist"))


@pytest.mark.parametrize("addon", databases.addons())
def test_manifest_lists_every_view_and_data_file(addon):
    folders = ("data", "report", "security", "views", "wizard")
    found = {
        str(path.relative_to(ROOT / addon))
        for folder in folders
        for pattern in ("*.xml", "*.csv")
        for path in (ROOT / addon / folder).glob(pattern)
    }
    assert sorted(databases.manifest(addon).get("data", [])) == sorted(found)


def test_terms_to_translate_are_current(tmp_path):
    path = tmp_path / "now.pot"
    export({databases.ADDON: path})
    assert terms(package.pot(databases.ADDON)) == terms(path), "make pot brings it up to date"


def export(paths):
    """Write the terms of addons, {addon: file}, as installed in the database of the tests."""
    with Registry(get_db_name()).cursor() as cr:
        exec(package.get_export(paths), {"env": api.Environment(cr, SUPERUSER_ID, {})})


def terms(path):
    """Return the terms in a file, none if there is no file."""
    return {entry.msgid for entry in polib.pofile(path.read_text())} if path.is_file() else set()


def test_each_released_version_has_a_dump():
    released = RELEASED.findall((ROOT / "CHANGELOG.md").read_text())
    assert sorted(path.stem for path in package.DUMPS.glob("*.dump")) == sorted(released)


def test_each_released_version_can_be_upgraded(run_script):
    for path in package.DUMPS.glob("*.dump"):
        name = f"order_desk_from_{path.stem.replace('.', '_')}"
        package.restore_dump(path, name)
        databases.upgrade(name)
        script = "print(env['ir.module.module']._get('order_specialist').latest_version)"
        assert run_script(name, script).split()[-1] == databases.manifest()["version"]
        databases.drop(name)
