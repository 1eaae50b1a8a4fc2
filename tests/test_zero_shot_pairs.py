import importlib.util
import json
from pathlib import Path

import pandas as pd
import pytest

from signkit.layout import Layout

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "zero_shot_pairs.py"
TOLD = pd.Series({"a": "thumb up", "b": "thumb folded", "c": "index finger, up", "d": "fist"})


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("zero_shot_pairs", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def row(pair, texts, value):
    figures = {"between the two": value, "among all": value / 2, "seen": 1.0, "harmonic": 0.5}
    return {"pair": pair, "texts": texts, "about": "x", **figures}


def test_shuffled_texts_leave_no_class_its_own(script):
    for seed in range(50):
        dealt = script.shuffled(TOLD, (0, seed))
        assert sorted(dealt) == sorted(TOLD)
        assert list(dealt.index) == list(TOLD.index)
        assert (dealt != TOLD).all()
    assert script.shuffled(TOLD, (0, 1)).equals(script.shuffled(TOLD, (0, 1)))
    assert len({tuple(script.shuffled(TOLD, (0, seed))) for seed in range(50)}) > 4
    with pytest.raises(ValueError, match="one text"):
        script.shuffled(TOLD[:1], 0)


def test_a_linked_root_has_other_texts_and_leaves_the_data_as_they_are(script, tmp_path):
    layout = Layout.open(tmp_path / "root")
    (layout.datasets / "few" / "a").mkdir(parents=True)
    (layout.datasets / "few" / "a" / "1.png").write_bytes(b"photo")
    (layout.datasets / "few" / "descriptions.csv").write_text("old")
    (layout.landmarks("few")).mkdir()
    (layout.landmarks("few") / "store.json").write_text("{}")
    (tmp_path / "scratch").mkdir()
    own = script.linked(layout, "few", tmp_path / "scratch", TOLD)
    assert (own.dataset("few") / "a" / "1.png").read_bytes() == b"photo"
    assert (own.landmarks("few") / "store.json").is_file()
    read = pd.read_csv(own.dataset("few") / "descriptions.csv")
    assert dict(zip(read["class"], read["description"], strict=True)) == TOLD.to_dict()
    assert (layout.datasets / "few" / "descriptions.csv").read_text() == "old"


def test_what_was_finished_is_read_and_half_a_line_dropped(script, tmp_path):
    file = tmp_path / "rows.jsonl"
    assert script.read_rows(file, "x") == {}
    line = json.dumps(row(["a", "b"], "own", 0.5)) + "\n"
    file.write_text(line + line[:20])
    assert list(script.read_rows(file, "x")) == [(("a", "b"), "own")]
    assert file.read_text() == line
    with pytest.raises(SystemExit, match="another --output"):
        script.read_rows(file, "y")


def test_the_digest_changes_with_settings_texts_and_split(script):
    table = pd.DataFrame({"path": ["1"], "label": ["a"], "split": ["test"]})
    before = script.digest({"seed": 0}, {"a": "up"}, table)
    assert before == script.digest({"seed": 0}, {"a": "up"}, table)
    assert before != script.digest({"seed": 1}, {"a": "up"}, table)
    assert before != script.digest({"seed": 0}, {"a": "down"}, table)
    assert before != script.digest({"seed": 0}, {"a": "up"}, table.assign(split="train"))


def test_figures_over_pairs_stand_beside_shuffled_ones_and_chance(script):
    rows = [
        row(["a", "b"], "own", 1.0),
        row(["a", "b"], "shuffled", 0.2),
        row(["a", "c"], "own", 0.5),
        row(["a", "c"], "shuffled", 0.6),
    ]
    lines = script.as_markdown(rows, 4).splitlines()
    assert lines[0].startswith("| 2 pairs |")
    # The mean of 1 and .5, and their standard deviation sqrt(2) / 4.
    between = "| between the two | own | 0.750 | 0.354 | 0.500 | 0.750 | 1.000 | 0.500 |"
    assert between in lines
    assert any(line.startswith("| among all | own | 0.375 ") for line in lines)
    assert all(line.endswith("| 0.250 |") for line in lines if line.startswith("| among all"))
    said = script.worst(rows)
    assert "a and c 0.50 (0.60); a and b 1.00 (0.20)." in said
    assert "1 of 2 pairs reach .9; own texts beat shuffled ones in 1." in said
