"""What the entries say of a run, by figures written by hand."""

import numpy as np
import pandas as pd
import pytest

from signkit.evaluation.answers.base import HeldOut
from signkit.evaluation.answers.table import ANSWERS

CLASSES, LABELS, SENTENCES = (ANSWERS[name] for name in ("classes", "labels", "sentences"))
NAMES = ["a", "b", "c"]


def held_out(targets, unknown=False):
    """Three samples that are told rightly, or two of a class that nobody knows."""
    said = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]])[: 2 if unknown else 3]
    rows = pd.DataFrame({"label": ["z"] * len(said) if unknown else NAMES, "group": pd.NA})
    rows["labels"] = [[label] for label in rows["label"]]
    return HeldOut(said, np.asarray(targets), rows)


def test_one_class_is_the_likeliest_and_may_be_refused():
    part = held_out([0, 1, 2])
    parts = {"validation": part, "test": part, "unknown": held_out([-1, -1], unknown=True)}
    assert CLASSES.thresholds(part) is None
    assert CLASSES.columns(part, NAMES) == {"predicted": NAMES}
    found = CLASSES.figures(parts, NAMES)
    assert list(found) == ["validation", "test", "unknown"]
    assert found["unknown"]["unknown"]["names"] == ["z"]
    assert CLASSES.matrix(found["test"]) == np.eye(3).tolist()
    assert CLASSES.headline(found)["value"] == found["test"]["accuracy"] == 1
    assert CLASSES.gives(NAMES, found, {})["refuse_below"] == found["unknown"]["threshold"]
    assert part.groups is None


def test_labels_are_given_from_their_thresholds_on():
    part = held_out(np.eye(3, dtype=int))
    thresholds = LABELS.thresholds(part)
    assert LABELS.named(part.probabilities, NAMES, thresholds) == NAMES
    assert LABELS.named(part.probabilities, NAMES, np.full(3, 0.2))[2] == "a + b + c"
    assert LABELS.columns(part, NAMES, np.full(3, 0.9))["predicted"] == ["no label"] * 3
    found = LABELS.figures({"validation": part, "test": part}, NAMES, thresholds)
    assert found["several"] is True
    assert found["test"]["at_half"]["exact_match"] == 1
    assert LABELS.matrix(found["test"]) is None
    assert LABELS.headline(found)["measure"] == "macro F1"
    assert LABELS.gives(NAMES, found, {})["thresholds"] == thresholds.tolist()


@pytest.mark.parametrize("answer", [CLASSES, LABELS])
def test_at_a_temperature_of_one_nothing_changes(answer):
    said = np.array([[0.2, 0.8]])
    assert answer.scaled(said, 1) is said
    assert answer.scaled(said, 2)[0, 1] < 0.8


def test_sentences_have_bleu_in_front():
    beam = {"bleu": [40.0, 30.0, 20.0, 10.0], "bleu_interval": [8.0, 12.0], "chrf": 33.0}
    found = SENTENCES.headline({"translation": {"beam": beam, "sentences": 8, "perplexity": 2.0}})
    assert (found["measure"], found["value"], found["interval"]) == ("BLEU-4", 10.0, [8.0, 12.0])
    assert found["figures"] == {"bleu_4": 10.0, "chrf": 33.0, "perplexity": 2.0}
    assert SENTENCES.gives(["ja", "nein"], {}, {"settings": {"beam": 5}})["shape"] == [None, 2]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_without_figures_there_is_nothing_in_front(answer):
    found = answer.headline({})
    assert (found["value"], found["figures"]) == (None, {})
