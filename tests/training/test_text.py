"""Sentences alone through the same training as photos: kills, measures, report, use."""

import itertools

import keras
import numpy as np
import pandas as pd
import pytest
from cut_off import copied_after

from signkit.__main__ import main
from signkit.deploy.kinds.table import open_model
from signkit.errors import DataError, RunError
from signkit.layout import Layout
from signkit.models.texts.translator import Translator
from signkit.settings import TextSettings
from signkit.tables import read_parquet
from signkit.training.setup import set_up
from signkit.training.trainer import train

pytestmark = pytest.mark.slow

WHO = {"SAYA": "saya", "KAMU": "kamu", "IBU": "ibu", "ADIK": "adik", "GURU": "guru"}
WHEN = {"BESOK": "besok", "TADI": "tadi", "NANTI": "nanti"}
WHAT = {"MAKAN": "makan", "MINUM": "minum", "PERGI": "pergi", "TIDUR": "tidur", "BACA": "membaca"}


@pytest.fixture(scope="module")
def layout(tmp_path_factory):
    """Glosses in another order than the words of their sentences, in every combination."""
    layout = Layout.open(tmp_path_factory.mktemp("texts"))
    folder = layout.datasets / "daily"
    folder.mkdir()
    rows = ["source,target"]
    for who, when, what in itertools.product(WHO, WHEN, WHAT):
        rows.append(f"{who} {what} {when},{WHEN[when]} {WHO[who]} akan {WHAT[what]} .")
    (folder / "pairs.csv").write_text("\n".join(rows) + "\n")
    return layout


def settings(**changes):
    chosen = {
        "dataset": "daily",
        "csv": "pairs.csv",
        "width": 32,
        "hidden": 32,
        "heads": 2,
        "dropout": 0.1,
        "forget": 0.0,
        "ema": 0.0,
        "stages": "translation 30 1e-2",
        "batch_size": 8,
        "length_penalty": 1.0,
    }
    return TextSettings.make(**{**chosen, **changes})


def start(chosen, layout, report=False):
    return train(set_up(chosen, layout), report=report)


@pytest.fixture(scope="module")
def finished(layout):
    return start(settings(), layout, report=True)


def test_a_sentence_is_told_as_the_runs_own_table_has_it(finished):
    table = read_parquet(finished.path("translations.parquet")).to_pandas().head(4)
    model = open_model(finished.folder)
    said = model.predict(table["source"].tolist())
    assert [each.label for each in said] == table["beam"].tolist()
    assert not any(each.unknown for each in said)
    never = model.predict("SAYA kucing")
    assert never.unknown
    assert never.note == "Never seen in training: kucing."


def test_sentences_never_seen_are_written(finished):
    metrics = finished.read("metrics.json")
    assert metrics["translation"]["beam"]["exact"] >= 0.8
    assert metrics["translation"]["perplexity"] < 1.5
    assert metrics["validation"]["translation"]["greedy"]["bleu"][3] > 80
    table = read_parquet(finished.path("translations.parquet")).to_pandas()
    assert list(table) == ["source", "true", "greedy", "beam"]
    assert len(table) == metrics["translation"]["sentences"] == 8


def test_the_run_says_what_it_was_trained_on(finished):
    said = finished.read("settings.json")
    assert said["kind"] == "text"
    assert said["data"]["split_pairs"] == {"train": 60, "test": 8, "validation": 7}
    assert said["data"]["seen"] == {"validation": 0, "test": 0}
    assert said["resolved"]["parameters"] > 1000
    assert finished.path("report.html").is_file()


def test_a_finished_run_translates(finished, capsys):
    translator = Translator.load(finished.folder)
    assert translator.translate(["SAYA MAKAN BESOK"]) == ["besok saya akan makan ."]
    assert translator.translate([]) == []
    assert main(["translate", str(finished.folder), "IBU MELUKIS NANTI"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("nanti ibu akan")
    assert "Never seen in training: melukis" in told.err


def test_a_folder_without_a_translator_is_told(tmp_path):
    with pytest.raises(RunError, match="no translator.keras"):
        Translator.load(tmp_path)


def test_a_run_cut_off_ends_as_if_it_never_was(layout):
    short = {"stages": "translation 4 1e-2", "dropout": 0.3, "forget": 0.2, "ema": 0.9, "beam": 2}
    with copied_after({2: "cut"}):
        whole = start(settings(**short, run_name="whole"), layout)
    again = start(settings(**short, run_name="cut"), layout)
    histories = [run.history().drop(columns="seconds") for run in (whole, again)]
    pd.testing.assert_frame_equal(*histories)
    models = [keras.models.load_model(run.path("translator.keras")) for run in (whole, again)]
    assert all(map(np.array_equal, *(model.get_weights() for model in models)))
    assert whole.read("metrics.json") == again.read("metrics.json")


def test_a_split_without_pairs_is_told(layout):
    rows = "source,target,split\nA,a,train\nB,b,dev\nC,c,test\n"
    (layout.datasets / "daily" / "few.csv").write_text(rows.replace("B,b,dev\n", ""))
    with pytest.raises(DataError, match="too few to divide"):
        start(settings(csv="few.csv"), layout)
