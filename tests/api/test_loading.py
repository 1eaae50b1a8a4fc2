import json

import pytest

import signkit
from signkit.api import loading
from signkit.errors import RunError, SettingsError
from signkit.layout import Layout


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "open_model", lambda folder: folder)
    layout = Layout.open(tmp_path)
    (layout.runs / "one").mkdir()
    (layout.runs / "one" / "settings.json").write_text(json.dumps({"kind": "sign"}))
    return layout


def test_a_run_is_found_by_its_folder_or_its_name(root):
    own = root.runs / "one"
    for given in (signkit.Run(own), own, "runs/one", "one"):
        assert signkit.load(given, root=str(root.root)) == own


def test_what_is_not_there_is_told(root):
    with pytest.raises(RunError, match=r"There is no run in runs/two\. Give one of"):
        signkit.load("runs/two", root=str(root.root))
    with pytest.raises(RunError, match="no run and no version 'active'.*promote"):
        signkit.load(root=str(root.root))
    for task in ("sign", "atk"):
        (root.models / task / "v1").mkdir(parents=True)
    with pytest.raises(
        RunError, match=r"Several folders in models/ have a version 'v1': atk, sign.*model_folder="
    ):
        signkit.load("v1", root=str(root.root))


def test_a_kind_that_nothing_has_is_refused(root):
    with pytest.raises(SettingsError, match="nothing to prepare of the kind 'sentence'"):
        signkit.prepare("x", kind="sentence", root=str(root.root))
    with pytest.raises(SettingsError, match="no training of the kind 'song'.*sentence"):
        signkit.train("x", kind="song", root=str(root.root))
    with pytest.raises(SettingsError, match=r"Unknown setting OPTIONS\. Did you mean OPTION"):
        signkit.train("x", kind="sign", options="B", root=str(root.root))
