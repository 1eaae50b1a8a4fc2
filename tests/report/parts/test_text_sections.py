from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from signkit.report.parts.text_sections import (
    against_chance,
    confused_texts,
    near_texts,
    retrieval,
    text_count,
    zero_shot,
)
from signkit.report.record_files import read_record
from signkit.report.texts import texts


@pytest.fixture
def record(make_clip_run):
    return read_record(make_clip_run())


def test_what_finds_everything_is_left_out(record):
    found = retrieval(record, texts())
    assert [(row["way"], row["k"]) for row in found["rows"]] == [
        ("sign_to_text", 1),
        ("text_to_sign", 1),
        ("text_to_sign", 5),
        ("text_to_sign", 10),
    ]
    assert "that row is left out" in found["notes"]
    assert "texts of 5 classes" in found["lead"]
    assert "never trained on are among them: 1." in found["lead"]


def test_the_nearest_texts_come_first():
    vectors = [np.array([1.0, 0]), np.array([2.0, 0.2]), np.array([0, 3.0])]
    table = pd.DataFrame({"class": ["a", "b", "c"], "vector": vectors})
    pairs = near_texts(SimpleNamespace(texts=table))
    assert [pair[:2] for pair in pairs] == [("a", "b"), ("b", "c"), ("a", "c")]
    assert pairs[0][2] == pytest.approx(2 / np.hypot(2, 0.2))
    assert near_texts(SimpleNamespace(texts=None)) == []


def test_confused_texts_are_counted():
    table = pd.DataFrame({"label": list("aaabb"), "nearest": list("abbba")})
    assert confused_texts(SimpleNamespace(retrieved=table)) == [("a", "b", 2), ("b", "a", 1)]
    assert confused_texts(SimpleNamespace(retrieved=None)) == []


def test_without_a_table_of_texts_they_are_counted_by_labels(record):
    record.texts = None
    assert text_count(record) == 5


def test_unseen_classes_beside_chance(record):
    found = zero_shot(record, texts())
    assert [row["name"] for row in found["rows"]] == [
        "among_unseen",
        "among_all",
        "seen",
        "harmonic",
    ]
    assert "all 5 classes" in found["rows"][1]["title"]
    assert "another choice" in found["notes"]
    record.metrics.pop("zero_shot")
    assert zero_shot(record, texts()) is None


@pytest.mark.parametrize(
    ("interval", "verdict"), [((0.3, 0.6), "better"), ((0.1, 0.6), "open"), ((0.0, 0.1), "worse")]
)
def test_better_than_chance_is_said_by_the_interval(interval, verdict):
    assert against_chance({"interval": interval, "chance": 0.2}) == verdict
