import json

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score

from signkit.report.answers.label_sections import comparison, headline, labels
from signkit.report.record_files import read_record
from signkit.report.texts import LANGUAGES, texts


def parts(folder, language="en"):
    record = read_record(folder)
    words = texts(language, *record.variants)
    return record, words


def change(folder, **values):
    file = folder / "metrics.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | values))


def test_the_headline(make_label_run):
    record, words = parts(make_label_run())
    found = headline(record, words)
    test = record.of_split("test")
    assert [tile["title"] for tile in found["tiles"]] == [
        "Macro F1", "Micro F1", "Exact match", "Mean average precision", "Worst label",
    ]  # fmt: skip
    assert found["tiles"][0]["share"] == test["macro"]["f1"]
    assert found["tiles"][0]["interval"] == test["macro_f1_interval"]
    assert any("over 60 photos" in note for note in found["tiles"][0]["notes"])


def test_giving_every_label_stands_below_the_figures(make_label_run):
    folder = make_label_run()
    record, words = parts(folder)
    table = record.predictions
    true = table.loc[table["split"] == "test", "labels"].explode().value_counts() / 60
    expected = np.mean([2 * share / (1 + share) for share in true])
    assert words.percent(expected) in headline(record, words)["constant"]["sentence"]


def test_validation_beside_test_and_thresholds_of_half(make_label_run):
    record, words = parts(make_label_run())
    rows = dict(comparison(record, words)["rows"])
    half = [record.of_split(s)["at_half"]["macro_f1"] for s in ("validation", "test")]
    assert rows["Macro F1, thresholds 0.5"] == [words.percent(value) for value in half]
    assert "ROC-AUC" in rows


def test_each_label_with_its_threshold_and_what_half_gives(make_label_run):
    folder = make_label_run()
    record, words = parts(folder)
    found = labels(record, words)
    assert [row["f1"] for row in found["rows"]] == sorted(row["f1"] for row in found["rows"])
    row = next(row for row in found["rows"] if row["label"] == "stain")
    assert row["threshold"] == record.metrics["thresholds"]["values"][4]
    table = record.predictions[record.predictions["split"] == "test"]
    true = np.array(["stain" in one for one in table["labels"]])
    assert row["half"] == pytest.approx(f1_score(true, table["p_0004"] >= 0.5))
    assert row["found"] + row["missed"] == row["support"] == true.sum()
    assert row["extra"] + row["none"] == 60 - true.sum()
    assert "chosen on the validation" in found["sentence"]
    assert "Rough are those chosen on fewer than 10 validation photos: crack" in found["sentence"]


def test_without_thresholds_or_scores(make_label_run):
    folder = make_label_run()
    change(folder, thresholds=None)
    table = pd.read_parquet(folder / "predictions.parquet")
    table.drop(columns=["labels", "predicted_labels"]).to_parquet(folder / "predictions.parquet")
    found = labels(*parts(folder))
    assert found["sentence"] == "A label is given from a score of .5 on."
    assert {(row["threshold"], row["half"]) for row in found["rows"]} == {(None, None)}
    assert found["swapped"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fragment(make_label_run, render_part, language):
    record, words = parts(make_label_run(), language)
    found = labels(record, words)
    text = render_part(
        "labels", words, labels=found, label_f1=None, label_counts=None, averages=None
    )
    for row in found["rows"]:
        assert row["label"] in text
        assert words.percent(row["f1"]).replace("\N{NO-BREAK SPACE}", " ") in text
        assert words.number(row["threshold"], 2) in text
