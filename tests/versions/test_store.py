import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys

import pytest

from signkit.errors import RunError
from signkit.layout import Layout
from signkit.runs import disk as version_disk
from signkit.versions.store import Versions, promote


@pytest.fixture
def versions(tmp_path):
    return Versions(tmp_path / "models", "atk")


@pytest.fixture
def three(versions, make_run):
    """v1 (active), v2 and v3."""
    for name in ("one", "two", "three"):
        versions.promote(make_run(name))
    return versions


def left_over(versions):
    return [p.name for p in versions.folder.iterdir() if p.name.startswith((".part", ".gone"))]


def test_the_first_promotion_is_active_and_later_ones_are_not(versions, make_run, capsys):
    first = versions.promote(make_run("one"), note="first try")
    second = versions.promote(make_run("two"))
    assert (first.name, second.name, versions.active().name) == ("v1", "v2", "v1")
    said = capsys.readouterr().out
    assert "one is now version v1 of atk: test accuracy 87.5 % (75.0 to 93.8 %)." in said
    assert "v1 is the active version" in said
    assert 'To use v2: Versions(layout.models, "atk").activate("v2").' in said
    assert {p.name for p in second.folder.iterdir()} == {
        "model.keras",
        "labels.json",
        "settings.json",
        "metrics.json",
        "model_card.md",
        "thesis.txt",
        "version.json",
    }
    assert first.about["note"] == "first try"
    assert left_over(versions) == []


def test_the_same_run_is_promoted_once(versions, make_run, capsys):
    run = make_run("one")
    first = versions.promote(run)
    again = versions.promote(run, name="other")
    assert again == first
    assert "one is promoted already, as version v1" in capsys.readouterr().out
    assert versions.list()["version"].tolist() == ["v1"]


def test_activate_and_roll_back_walk_through_the_history(three):
    three.activate("v3")
    three.activate("v2")
    assert three.before() == ["v1", "v3"]
    assert three.roll_back().name == "v3"
    assert three.roll_back().name == "v1"
    with pytest.raises(RunError, match=r"No version was active before v1\. Name the one"):
        three.roll_back()
    assert three.active().name == "v1"


def test_activating_the_active_one_changes_nothing(three, capsys):
    three.activate("v1")
    assert "v1 is the active version already" in capsys.readouterr().out
    assert three.before() == []


def test_roll_back_skips_what_was_deleted_and_its_namesake(three, make_run):
    three.activate("v2")
    three.activate("v3")
    three.delete("v2")
    three.promote(make_run("four"), name="v2")
    assert three.roll_back().name == "v1"


def test_the_active_version_can_not_be_deleted(three):
    with pytest.raises(RunError, match=r"v1 is the active version.*Activate another"):
        three.delete("v1")
    three.activate("v2")
    three.delete("v1")
    assert three.list()["version"].tolist() == ["v2", "v3"]
    assert left_over(three) == []


def test_a_number_is_never_given_twice(three, make_run):
    three.delete("v3")
    assert three.promote(make_run("four")).name == "v4"


def test_unfinished_runs_are_refused(versions, make_run, tmp_path):
    run = make_run("one")
    (run / "report.html").unlink()
    with pytest.raises(RunError, match=r"The run one isn't finished: report\.html.*it goes on"):
        versions.promote(run)
    (run / "metrics.json").unlink()
    with pytest.raises(RunError, match=r"metrics\.json is not there yet"):
        versions.promote(run)
    with pytest.raises(RunError, match="There is no run folder"):
        versions.promote(tmp_path / "nowhere")
    old = make_run("old")
    (old / "model_card.md").unlink()
    with pytest.raises(RunError, match=r"no model_card\.md.*report"):
        versions.promote(old)
    assert not versions.folder.exists()


def test_taken_and_bad_names_are_refused(three, make_run):
    run = make_run("four")
    with pytest.raises(RunError, match=r"has a version v2 already.*next number"):
        three.promote(run, name="V2")
    for bad in ("../x", "a/b", "a\\b", ".hidden", "x ", "active.json", "a:b", "y" * 81, " "):
        with pytest.raises(RunError, match="can't be the name of a version"):
            three.promote(run, name=bad)
    with pytest.raises(RunError, match="can't be the name of a task"):
        Versions(three.folder.parent, "../atk")
    assert three.list()["version"].tolist() == ["v1", "v2", "v3"]


def test_a_full_disk_leaves_everything_as_it_was(versions, make_run, monkeypatch):
    versions.promote(make_run("one"))
    run = make_run("two")

    def full(file):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(version_disk, "force_out", full)
    with pytest.raises(RunError, match=r"No space left on device.*MiB free.*nothing was changed"):
        versions.promote(run)
    assert versions.list()["version"].tolist() == ["v1"]
    assert left_over(versions) == []


def test_a_broken_model_is_not_promoted(versions, make_run):
    run = make_run("one")
    file = run / "model.keras"
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(RunError, match=r"model\.keras is no whole Keras model"):
        versions.promote(run)
    assert versions.list().empty


def test_changed_files_are_noticed_before_they_are_used(three):
    model = three.open("v2").model
    content = bytearray(model.read_bytes())
    content[40] ^= 1
    model.write_bytes(content)
    with pytest.raises(RunError, match=r"v2.model\.keras is not the file that was promoted"):
        three.open("v2")
    with pytest.raises(RunError, match=r"model\.keras is not the file"):
        three.activate("v2")
    assert three.open().name == "v1"
    assert three.open().labels == ["eraser", "pen"]
    (three.folder / "v3" / "labels.json").unlink()
    with pytest.raises(RunError, match=r"labels\.json is missing"):
        three.open("v3")


PARTS = ("signs.keras", "texts.keras", "texts.parquet", "writer.keras", "sentences.json")


def test_what_the_tasks_of_text_left_goes_along_and_is_checked(versions, make_run):
    run = make_run("one")
    bare = versions.promote(run)
    assert not {*PARTS} & {path.name for path in bare.folder.iterdir()}
    for name in PARTS:
        (run / name).write_text(f"{name} of one")
    # One that was promoted without them, by an older kit, lacks them.
    version = versions.promote(run)
    assert (version.name, versions.promote(run).name) == ("v2", "v2")
    for name in PARTS:
        content = (version.folder / name).read_bytes()
        assert content == (run / name).read_bytes()
        facts = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        assert version.about["files"][name] == facts
    assert version.bytes - bare.bytes == sum(len(f"{name} of one") for name in PARTS)
    for name in PARTS:
        kept = (version.folder / name).read_bytes()
        (version.folder / name).write_bytes(kept[::-1])
        with pytest.raises(RunError, match=f"{name} is not the file that was promoted"):
            versions.activate("v2")
        (version.folder / name).unlink()
        with pytest.raises(RunError, match=f"{name} is missing"):
            versions.open("v2")
        (version.folder / name).write_bytes(kept)
    assert versions.open("v2").model.name == "model.keras"
    versions.delete("v2")
    assert not version.folder.exists()
    assert left_over(versions) == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"active": "v1"}'])
def test_a_broken_active_file_is_named_and_mended_by_activate(three, content, make_run, capsys):
    (three.folder / "active.json").write_text(content)
    for use in (three.active, three.open, three.roll_back, lambda: three.delete("v2")):
        with pytest.raises(RunError, match=r"active\.json can't be read.*one of v1, v2, v3"):
            use()
    assert three.list()["active"].tolist() == ["", "", ""]
    assert "active.json can't be read" in capsys.readouterr().out
    three.activate("v2")
    assert three.active().name == "v2"


def test_a_missing_active_file_or_version_is_named(three):
    (three.folder / "active.json").unlink()
    with pytest.raises(RunError, match=r"active\.json is missing\. Activate one of v1, v2, v3"):
        three.active()
    three.activate("v3")
    shutil.rmtree(three.folder / "v3")
    with pytest.raises(RunError, match=r"active\.json names v3, which isn't there.*one of v1, v2"):
        three.active()


def test_a_crash_between_the_first_version_and_its_activation_is_settled(versions, make_run):
    versions.promote(make_run("one"))
    (versions.folder / "active.json").unlink()
    assert versions.active().name == "v1"
    versions.promote(make_run("two"))
    assert versions.active().name == "v1"
    assert json.loads((versions.folder / "active.json").read_text())["active"] == "v1"


def test_what_a_dead_process_left_goes_with_the_next_change(three):
    mine = version_disk.beside(three.folder, version_disk.PART)
    mine.mkdir()
    (mine / "model.keras").write_text("half")
    version_disk.beside(three.folder, version_disk.GONE).mkdir()
    fresh, old = three.folder / ".part-elsewhere-1", three.folder / ".part-elsewhere-2"
    fresh.mkdir()
    old.mkdir()
    os.utime(old, (1e9, 1e9))
    assert three.list()["version"].tolist() == ["v1", "v2", "v3"]
    three.activate("v2")
    assert left_over(three) == [fresh.name]


def test_a_broken_version_is_listed_as_such_and_can_be_deleted(three):
    (three.folder / "v2" / "version.json").write_text("{")
    table = three.list().set_index("version")
    assert table.loc["v2", "note"].startswith("broken: ")
    assert table.loc["v1", "active"] == "active"
    three.delete("v2")
    assert three.list()["version"].tolist() == ["v1", "v3"]
    with pytest.raises(RunError, match=r"no version 'v2'\. There are: v1, v3"):
        three.delete("v2")


PROMOTE = """
import sys
from signkit.runs import lock as version_lock
from signkit.versions.store import Versions
way, models, *runs = sys.argv[1:]
if way == "file":
    version_lock.fcntl = None
for run in runs:
    Versions(models, "atk").promote(run)
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", ["system", "file"])
def test_processes_at_once_do_not_get_in_each_others_way(tmp_path, make_run, way):
    runs = [make_run(f"run{k}") for k in range(6)]
    ask = [sys.executable, "-c", PROMOTE, way, tmp_path / "models"]
    processes = [subprocess.Popen([*ask, *runs[k::2], runs[0]]) for k in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    versions = Versions(tmp_path / "models", "atk")
    assert sorted(versions.list()["version"]) == ["v1", "v2", "v3", "v4", "v5", "v6"]
    assert sorted(versions.list()["run"]) == [run.name for run in runs]
    assert versions.list()["active"].tolist().count("active") == 1


def test_a_notebook_promotes_and_looks(tmp_path, make_run):
    layout = Layout.open(tmp_path / "root")
    promote(make_run("one"), layout, task="atk", note="for the app")
    promote(make_run("two"), layout, "sign", name="good one")
    assert Versions(layout.models, "sign").list()["version"].tolist() == ["good one"]
    assert Versions(layout.models, "atk").list()["note"].tolist() == ["for the app"]
