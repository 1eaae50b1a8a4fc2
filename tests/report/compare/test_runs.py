import json

import pandas as pd
import pytest

from signkit.report.compare.runs import differing, read_runs, shared


def change(folder, part="settings", **values):
    path = folder / "settings.json"
    said = json.loads(path.read_text())
    said[part] |= values
    path.write_text(json.dumps(said))
    return folder


@pytest.fixture
def two(make_runs):
    return make_runs("first", "second")


def test_a_folder_given_twice_is_read_once(two):
    runs, left_out = read_runs([*two, two[0].parent / "." / two[0].name])
    assert [run.name for run in runs] == ["first", "second"]
    assert left_out == []


def test_what_cannot_be_compared_is_told(two, tmp_path):
    (two[1] / "metrics.json").unlink()
    (tmp_path / "empty").mkdir()
    runs, left_out = read_runs([*two, tmp_path / "empty", tmp_path / "nowhere"])
    assert [run.name for run in runs] == ["first"]
    assert [(one.folder.name, one.why) for one in left_out] == [
        ("second", "versus_unfinished"),
        ("empty", "versus_no_run"),
        ("nowhere", "versus_no_folder"),
    ]
    assert left_out[0].fields["epochs"] == 24


@pytest.mark.parametrize("file", ["settings.json", "metrics.json", "predictions.parquet"])
def test_a_broken_file_is_no_end(two, file):
    (two[1] / file).write_text("{")
    runs, left_out = read_runs(two)
    assert (len(runs), left_out[0].why, left_out[0].fields["file"]) == (1, "versus_broken", file)


def test_predictions_without_a_label_are_broken(two):
    file = two[1] / "predictions.parquet"
    pd.read_parquet(file).drop(columns="label").to_parquet(file)
    _, left_out = read_runs(two)
    assert left_out[0].why == "versus_broken"


def test_same_photos_make_the_same_test(two):
    one, other = read_runs(two)[0]
    assert one.test == other.test
    assert len(shared(one, other)) == len(one.photos) == 60  # 4 classes, 3 signers, 5 photos


def test_another_label_or_content_is_another_photo(two):
    file = two[1] / "predictions.parquet"
    table = pd.read_parquet(file)
    first = table.index[table["split"] == "test"][0]
    table.loc[first, "label"] = "tolong"
    table.to_parquet(file)
    catalog = pd.read_parquet(two[1] / "catalog.parquet")
    catalog.loc[catalog["path"] == table["path"].iloc[-1], "hash"] = "f" * 32
    catalog.to_parquet(two[1] / "catalog.parquet")
    one, other = read_runs(two)[0]
    assert one.test != other.test
    assert len(shared(one, other)) == 58


def test_only_what_differs_is_listed_main_settings_first(two):
    change(two[1], fusion="concat", augment=False, option="B")
    change(two[1], "resolved", parameters=7)
    found = differing(read_runs(two)[0])
    assert list(found)[:2] == ["option", "fusion"]
    assert found["option"] == ["A", "B"]
    assert found["fusion"] == [None, "concat"]
    assert found["parameters"] == [21_345_678, 7]
    assert "backbone" not in found


def test_seed_and_test_groups_make_repetitions_but_other_weights_do_not(make_runs):
    folders = make_runs("a", "b", "c", "d")
    change(folders[1], seed=1, test_groups="signer3")
    change(folders[2], epochs=61)
    change(folders[3], "resolved", backbone_weights_used="imagenet")
    a, b, c, d = read_runs(folders)[0]
    assert a.setup == b.setup
    assert len({a.setup, c.setup, d.setup}) == 3


def test_who_named_the_folder(make_runs):
    mine, automatic = read_runs(make_runs("my-run", "data-B-seed0-8a6b2989"))[0]
    assert not mine.named_by_settings
    assert automatic.named_by_settings
