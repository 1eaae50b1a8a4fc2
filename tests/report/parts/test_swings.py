import json

import pytest

from signkit.report import findings
from signkit.report.parts.swings import swing
from signkit.report.record_files import read_record
from signkit.report.summary import summary
from signkit.report.texts import texts

EN = texts(groups="signer")


def with_history(folder, values, measure="accuracy", stage="visual"):
    lines = [
        {"stage": stage, "epoch": k + 1, "loss": 1.0, f"val_{measure}": value}
        for k, value in enumerate(values)
    ]
    text = "\n".join(map(json.dumps, lines))
    (folder / "history.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_a_fall_is_told_in_the_report_and_at_the_end(make_image_run):
    folder = with_history(make_image_run(), [0.4, 0.6, 0.7, 0.77, 0.09, 0.75])
    said = swing(read_record(folder), EN)
    assert "accuracy fell from 77.0\N{NO-BREAK SPACE}% in epoch 4 to 9.0" in said
    assert "in epoch 5" in said
    assert (EN["swing_title"], said) in findings.warnings(read_record(folder), EN)
    assert "fell from 77.0 %" in " ".join(summary(folder).split())
    assert "turun dari 77,0" in " ".join(summary(folder, "id").split())
    assert max(map(len, summary(folder).splitlines()[3:])) <= 100


@pytest.mark.parametrize("values", [[0.4, 0.6, 0.7, 0.75, 0.8], [0.9, 0.1, 0.8, 0.7, 0.8, 0.8]])
def test_a_steady_training_is_not_told(make_image_run, values):
    folder = with_history(make_image_run(), values)
    assert swing(read_record(folder), EN) == ""
    assert EN["swing_title"] not in dict(findings.warnings(read_record(folder), EN))


def test_the_measure_is_the_one_that_chose_the_epoch(make_label_run):
    folder = with_history(make_label_run(), [0.5, 0.8, 0.8, 0.1, 0.8], "map")
    assert "mean average precision fell from 80.0" in swing(read_record(folder), EN)


def test_a_run_without_figures_or_history_says_nothing(make_image_run):
    folder = with_history(make_image_run(), [0.8, 0.8, 0.8, 0.1])
    (folder / "metrics.json").unlink()
    assert swing(read_record(folder), EN) == ""
    (folder / "history.jsonl").unlink()
    assert swing(read_record(folder), EN) == ""
