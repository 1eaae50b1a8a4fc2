"""A new answer is two entries and their names: here a number, the angle of what a photo shows."""

import json
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from signkit.evaluation.answers.paired.classes import PairedClasses
from signkit.evaluation.answers.paired.scored import ScoredRuns
from signkit.evaluation.answers.table import ANSWERS
from signkit.report.answers.compared.base import column
from signkit.report.answers.compared.table import COMPARED
from signkit.report.answers.table import REPORTED
from signkit.report.card import model_card
from signkit.report.compare.page import comparison_table, write_comparison
from signkit.report.page import write_report
from signkit.report.parts import sections
from signkit.report.record_files import read_record
from signkit.report.summary import summary
from signkit.report.texts import texts

NEAR = 10  # degrees


class PairedNumbers(ScoredRuns):
    """How two runs are compared: by how often each is near."""

    does = "tell an angle"
    measures = ("near",)

    def _columns(self, part, record):
        near = ((part["predicted"] - part["number"]).abs() < NEAR).to_numpy()
        table = {"label": part["label"].to_numpy(), "right": near, "group": None}
        return pd.DataFrame(table, index=pd.Index(part["path"], dtype=object))

    def compare(self, first, second, seed=0):
        return PairedClasses().compare(first, second, seed)


class Numbers:
    """A photo has a number: how it is measured."""

    name = "numbers"
    measure = "near"
    files = ("catalog.parquet", "predictions.parquet")
    model = "model.keras"
    names = "number.json"
    paired = PairedNumbers()

    def classes_in(self, photos) -> int:
        return photos["label"].nunique()

    def figures(self, told: pd.DataFrame) -> dict:
        """The mean error, and how often it is below 10."""
        off = (told["predicted"] - told["number"]).abs()
        return {"error": off.mean(), "near": (off < NEAR).mean(), "samples": len(off)}


class ReportedNumbers:
    """How it is told."""

    name = "numbers"
    parts: ClassVar[dict] = {
        "overview": (sections.overview, ()),
        "headline": (lambda record, words: _headline(record, words), ("metrics.json",)),
        "thesis": (lambda record, words: {"sentences": _lines(record, words)}, ()),
        "comparison": (lambda record, words: _comparison(record, words), ("metrics.json",)),
        "training": (sections.training, ("history.jsonl",)),
        "settings": (sections.settings, ("settings.json",)),
    }
    photos: ClassVar[dict] = {}

    def warnings(self, record, words):
        return []

    def constant(self, record, words):
        return None

    def swing(self, record, words):
        return ""

    def summary(self, record, words):
        return _lines(record, words)

    def card(self, record, words):
        test = record.of_split("test")
        lists = ("details", "interface", "factors", "metrics", "evaluation_data", "training_data")
        return dict.fromkeys(lists, ()) | {
            "about": "An angle in degrees.",
            "code": "",
            "figures": [("Mean error", words.number(test["error"]), "–")],
            "table": {
                "title": "Largest errors",
                "heads": [("Photo", False), ("Degrees", True)],
                "rows": [["p3.jpg", "12.0"]],
            },
        }


class ComparedNumbers:
    """How runs stand side by side."""

    learnt, mark = "val_loss", ""

    def title(self, words):
        return "Within ten degrees"

    def figures(self, run):
        return {"error": run.figures().get("error")}

    def columns(self, runs, words):
        return [column("Mean error", runs, lambda test: words.number(test["error"]))]


def _headline(record, words):
    test = record.of_split("test")
    blank = {"share": None, "interval": None, "notes": ["degrees"]}
    return {"tiles": [{"title": "Mean error", "value": words.number(test["error"]), **blank}]}


def _comparison(record, words):
    both = [record.of_split(split)["error"] for split in ("validation", "test")]
    return {"gap": "", "rows": [("Mean error", [words.number(error) for error in both])]}


def _lines(record, words):
    test = record.of_split("test")
    near = words.percent(test["near"])
    return [f"mean error {words.number(test['error'])} degrees, {near} within ten"]


@pytest.fixture
def angles(tmp_path, monkeypatch):
    """A run folder of angles, and the two entries that know them."""
    monkeypatch.setitem(ANSWERS, "numbers", Numbers())
    monkeypatch.setitem(REPORTED, "numbers", ReportedNumbers())
    monkeypatch.setitem(COMPARED, "numbers", ComparedNumbers())
    return _run(tmp_path / "angles", off=6.0)


def _run(folder, off):
    folder.mkdir()
    splits = np.array(["train", "validation", "test", "test"])[np.arange(40) % 4]
    table = pd.DataFrame({"path": [f"p{place}.jpg" for place in range(40)], "split": splits})
    table["number"] = 9.0 * np.arange(40)
    table = table.assign(label="angle", group=None, hash=table["path"])
    table.to_parquet(folder / "catalog.parquet")
    told = table.assign(predicted=table["number"] + off * (1 + (np.arange(40) % 4 == 3)))
    told[splits != "train"].to_parquet(folder / "predictions.parquet")
    metrics = {s: Numbers().figures(told[splits == s]) for s in ("validation", "test")}
    (folder / "metrics.json").write_text(json.dumps({"answers": "numbers", **metrics}))
    about = {"kind": "image", "settings": {"mode": "simple", "model": "cnn"}, "data": {}}
    (folder / "settings.json").write_text(json.dumps(about))
    (folder / "history.jsonl").write_text('{"stage": "one", "epoch": 1, "loss": 2.0}\n')
    (folder / "model.keras").write_bytes(b"")
    return folder


def test_a_run_folder_says_its_answer(angles):
    record = read_record(angles)
    assert record.answer is ANSWERS["numbers"]
    assert record.problems == {}  # no labels.json is missed


@pytest.mark.parametrize("language", ["en", "id"])
def test_its_page_is_written_like_any_other(angles, language):
    page = write_report(angles, language=language).read_text()
    assert "Mean error" in page
    assert "degrees" in page
    assert 'class="problem"' not in page
    assert 'id="confusion"' not in page
    assert "within ten" in (angles / "thesis.txt").read_text()


def test_its_card_has_its_figures_and_its_table(angles):
    card = model_card(read_record(angles), texts(), "now")
    assert "An angle in degrees." in card
    assert "| Mean error | 9.0 | – |" in card
    assert "| Photo | Degrees |\n|---|---:|\n| p3.jpg | 12.0 |" in card


def test_its_run_ends_with_its_figures(angles):
    assert "mean error 9.0 degrees, 50.0 % within ten" in summary(angles)


def test_two_runs_stand_side_by_side(angles, tmp_path):
    other = _run(tmp_path / "closer", off=3.0)
    table = comparison_table([angles, other])
    assert table["error"].tolist() == [4.5, 9.0]
    page = write_comparison([angles, other], tmp_path / "compare.html").read_text()
    assert "Mean error" in page
    assert "Within ten degrees" in page
