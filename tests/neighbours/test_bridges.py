"""The bridges between the addon and its neighbours: they come by themselves, with their terms."""

from desk import database as databases
from desk import package
from test_package import export, terms


def test_bridges_are_installed_by_themselves():
    for name in databases.bridges():
        assert databases.manifest(name)["auto_install"], f"{name} is not installed by itself"
        assert databases.manifest(name)["version"].startswith("19.0.")


def test_terms_of_bridges_are_current(tmp_path):
    paths = {bridge: tmp_path / f"{bridge}.pot" for bridge in databases.bridges()}
    export(paths)
    for bridge, path in paths.items():
        assert terms(package.pot(bridge)) == terms(path), "make pot brings it up to date"
