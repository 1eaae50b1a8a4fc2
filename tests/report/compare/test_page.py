import json
import re

import numpy as np
import pandas as pd
import pytest

from signkit.errors import RunError, SettingsError
from signkit.report.compare.page import comparison_table, runs_like, write_comparison


def read(path):
    return path.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")


def change(folder, part="settings", **values):
    path = folder / "settings.json"
    said = json.loads(path.read_text())
    said[part] |= values
    path.write_text(json.dumps(said))


def keep_test_photos(folder, keep):
    file = folder / "predictions.parquet"
    table = pd.read_parquet(file)
    test = np.flatnonzero(table["split"] == "test")
    table.drop(index=table.index[np.delete(test, keep)]).to_parquet(file)


def test_the_page_is_whole(make_runs, tmp_path):
    folders = make_runs("good", "bad", skill=[9.0, 1.0])
    path = write_comparison([*folders, tmp_path / "gone"], tmp_path / "out" / "all.html")
    page = read(path)
    assert "good is better than bad." in page
    assert "Choose by validation, not by test" in page
    assert "There is no such folder." in page
    assert page.count("<svg") == 3  # accuracies, recalls, curves
    assert not re.search(r'(src|href)="(?!data:|#)', page)
    assert "could not be drawn" not in page
    assert [file.name for file in path.parent.iterdir()] == ["all.html"]


def test_equal_runs_are_not_ranked(make_runs, tmp_path):
    page = read(write_comparison(make_runs("a", "b"), tmp_path / "x.html"))
    assert "Nobody can tell whether a or b is better." in page
    assert "is better than" not in page


def test_the_test_s_leader_is_no_choice(make_runs, tmp_path):
    folders = make_runs("lucky", "chosen", skill=[9.0, 2.0])
    said = json.loads((folders[1] / "metrics.json").read_text())
    said["validation"]["accuracy"] = 1.0
    (folders[1] / "metrics.json").write_text(json.dumps(said))
    page = read(write_comparison(folders, tmp_path / "x.html"))
    assert "Validation chooses chosen (100.0 %)" in page
    assert "lucky has the highest figure on the test" in page


def test_repetitions_are_collected(make_runs, tmp_path):
    names = [f"{kind}{seed}" for kind in "ab" for seed in range(3)]
    folders = make_runs(*names, skill=[9, 8, 8.5, 1.2, 1, 1.1])
    for folder in folders:
        change(
            folder, seed=int(folder.name[1]), fusion={"a": "gated", "b": "concat"}[folder.name[0]]
        )
    page = read(write_comparison(folders, tmp_path / "x.html"))
    assert "Settings over repetitions" in page
    assert "gated is better than concat" in page
    assert "ahead in 3 of 3 common repetitions" in page


def test_tests_that_share_photos_are_compared_on_those(make_runs, tmp_path):
    folders = make_runs("a", "b", skill=[9.0, 1.0])
    change(folders[1], fusion="concat")
    keep_test_photos(folders[0], range(0, 50))
    keep_test_photos(folders[1], range(10, 60))
    page = read(write_comparison(folders, tmp_path / "x.html"))
    assert "Between tests" in page
    assert re.search(r'1 – 2</td><td class="number">40</td>', page)
    assert "a is better than b." in page


def test_other_data_is_listed_apart(make_runs, tmp_path):
    folders = make_runs("a", "b")
    change(folders[1], "data", name="other-signs")
    page = read(write_comparison(folders, tmp_path / "x.html"))
    assert "Several data sets" in page
    assert "Nobody can tell whether" not in page


def test_too_few_runs_say_what_was_wrong(make_runs, tmp_path):
    folders = make_runs("a", "b")
    (folders[1] / "metrics.json").unlink()
    with pytest.raises(RunError, match="1 finished runs.*not finished.*Give the folders"):
        write_comparison(folders, tmp_path / "x.html")
    assert not (tmp_path / "x.html").exists()


def test_a_place_that_cannot_be_written_is_named(make_runs, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="file"):
        write_comparison(make_runs("a", "b"), tmp_path / "file" / "x.html")


def test_an_unknown_language_is_refused(make_runs, tmp_path):
    with pytest.raises(SettingsError):
        write_comparison(make_runs("a", "b"), tmp_path / "x.html", "tlh")


def test_the_table_holds_the_figures(make_runs, tmp_path):
    folders = make_runs("low", "high", skill=[1.0, 9.0])
    (tmp_path / "none").mkdir()
    table = comparison_table([*folders, tmp_path / "none"])
    said = json.loads((folders[1] / "metrics.json").read_text())["test"]
    assert table["run"].tolist() == ["high", "low"]
    row = table.iloc[0]
    assert (row["accuracy"], row["macro_f1"]) == (said["accuracy"], said["macro_f1"])
    assert (row["test"], row["photos"], row["parameters"]) == (1, 60, 21_345_678)
    assert row["unseen_groups"] == "signer3, signer4, signer5"
    assert row["seconds"] == pytest.approx(24 * 31.5)
    assert list(table.attrs["left_out"]) == [str((tmp_path / "none").resolve())]


def test_runs_like_one_are_of_its_sort_and_finished_or_not(make_run, make_text_run, tmp_path):
    signs, texts = make_run(), [make_text_run(name) for name in ("words", "glosses")]
    (texts[0] / "metrics.json").unlink()
    begun = tmp_path / "begun"
    begun.mkdir()
    (begun / "settings.json").write_text('{"kind": "clip"}')
    for name, content in (("none", None), ("broken", "{"), ("list", "[]")):
        (tmp_path / name).mkdir()
        if content:
            (tmp_path / name / "settings.json").write_text(content)
    (tmp_path / "compare.html").write_text("a page")
    assert [folder.name for folder in runs_like(signs)] == ["begun", "run"]
    assert [folder.name for folder in runs_like(texts[0])] == ["glosses", "words"]
    assert comparison_table(runs_like(signs))["run"].tolist() == ["run"]
    assert comparison_table(runs_like(texts[1]))["run"].tolist() == ["glosses"]
    for name in ("none", "broken", "list", "nowhere"):
        with pytest.raises(RunError, match=f"{name} has no settings.json that can be read"):
            runs_like(tmp_path / name)
