import json

import pytest

from signkit.evaluation.paired import holm
from signkit.report.compare.groups import (
    against_first,
    by_data,
    by_test,
    labels,
    setup_names,
    setups_of,
    shown,
)
from signkit.report.compare.runs import read_runs
from signkit.report.compare.tests import compare_repeats
from signkit.report.texts import texts


def change(folder, part="settings", **values):
    path = folder / "settings.json"
    said = json.loads(path.read_text())
    said[part] |= values
    path.write_text(json.dumps(said))


def test_data_sets_are_apart(make_runs):
    folders = make_runs("a", "b", "c")
    change(folders[2], "data", name="other")
    found = by_data(read_runs(folders)[0])
    assert {name: len(runs) for name, runs in found.items()} == {"asl-alphanumeric": 2, "other": 1}


def test_one_name_with_other_classes_is_another_data_set(make_runs):
    runs = read_runs(make_runs("a", "b"))[0]
    runs[1].record.labels = ["halo", "maaf"]
    assert list(by_data(runs)) == ["asl-alphanumeric (4)", "asl-alphanumeric (2)"]


def test_runs_of_one_test_stand_together_the_best_first(make_runs):
    runs = read_runs(make_runs("low", "high", skill=[1.0, 9.0]))[0]
    (test,) = by_test(runs, 1)
    assert [run.name for run in test.runs] == ["high", "low"]
    assert test.unseen == ["signer3", "signer4", "signer5"]
    assert (test.photos, test.same_validation) == (60, True)


def test_setups_have_mean_and_spread(make_runs):
    folders = make_runs("a", "b", "c")
    change(folders[1], seed=1)
    change(folders[2], fusion="concat")
    runs = read_runs(folders)[0]
    for run, accuracy in zip(runs, [0.8, 0.9, 0.5], strict=True):
        run.record.metrics["test"]["accuracy"] = accuracy
        run.record.metrics["validation"]["accuracy"] = accuracy
    first, second = setups_of(runs)
    assert first.mean() == pytest.approx(0.85)
    assert first.spread() == pytest.approx(0.0707, abs=1e-4)  # sqrt(2 * .05 ** 2 / 1)
    assert (second.mean(), second.spread()) == (0.5, None)


def test_p_values_of_setups_are_corrected(make_runs):
    names = [f"{kind}{seed}" for kind in "abc" for seed in range(3)]
    folders = make_runs(*names, skill=[9, 8, 8.5, 4, 3, 3.6, 1.2, 1, 1.1])
    for folder in folders:
        change(folder, fusion=folder.name[0], seed=int(folder.name[1]))
    setups = setups_of(read_runs(folders)[0])
    alone = [compare_repeats(setups[0].runs, other.runs).p for other in setups[1:]]
    corrected = [result.p for _, _, result in against_first(setups)]
    assert corrected == pytest.approx(holm(alone))
    assert min(corrected) == pytest.approx(2 * min(alone))


def test_labels_say_what_differs(make_runs):
    folders = make_runs("d-A-seed0-11111111", "d-A-seed1-22222222", "mine")
    change(folders[0], fusion="gated", seed=0)
    change(folders[1], fusion="concat", seed=1)
    found = labels(read_runs(folders)[0], texts())
    names = [label.replace("\N{NO-BREAK SPACE}", " ") for label in found.values()]
    assert names == ["gated · seed 0", "concat · seed 1", "mine"]


def test_labels_never_agree(make_runs):
    folders = make_runs("d-A-seed0-11111111", "d-A-seed0-22222222", "d-A-seed0-33333333")
    change(folders[2], "resolved", parameters=5)
    found = labels(read_runs(folders)[0], texts())
    assert len(set(found.values())) == 3


def test_values_as_a_reader_writes_them():
    words = texts()
    assert [shown(v, words) for v in (True, None, "", 224, 21345678, 0.001, "x")] == [
        "yes", "–", "–", "224", "21,345,678", "0.001", "x"
    ]  # fmt: skip


def test_long_setups_get_a_number(make_runs):
    folders = make_runs("a", "b")
    change(folders[1], stages="landmark 60 2e-3; fusion 20 1e-3", fusion="pooled_attention")
    names = setup_names(setups_of(read_runs(folders)[0]), texts())
    assert sorted(name for name, _ in names.values()) == ["Settings 1", "Settings 2"]
    change(folders[1], stages="x", fusion="y")
    names = setup_names(setups_of(read_runs(folders)[0]), texts())
    assert {settings for _, settings in names.values()} == {""}
