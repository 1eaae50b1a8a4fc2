import keras
import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score

from signkit.training.answers.balanced_accuracy import BalancedAccuracy


def one_hot(places):
    return np.eye(3, dtype=np.float32)[places]


TRUE, SAID = [0, 0, 0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 0, 2, 2]


@pytest.mark.parametrize(
    ("true", "said", "expected"),
    [
        (TRUE, SAID, (3 / 4 + 1 / 2 + 1) / 3),
        ([0] * 7 + [1, 2], [0] * 9, 1 / 3),  # a constant answer
        ([0, 0, 2], [0, 1, 2], 3 / 4),  # without the class 1
        ([1], [1], 1),
    ],
)
@pytest.mark.filterwarnings("ignore:y_pred contains classes", "ignore:A single label")
def test_it_is_the_mean_recall_whatever_the_batches(true, said, expected):
    metric = BalancedAccuracy(3)
    for _ in range(2):  # a new epoch begins at nothing
        metric.reset_state()
        assert float(metric.result()) == 0
        for start in range(0, len(true), 3):
            part = slice(start, start + 3)
            metric.update_state(one_hot(true[part]), one_hot(said[part]) * 0.6 + 0.1)
        assert float(metric.result()) == pytest.approx(expected)
    assert expected == pytest.approx(balanced_accuracy_score(true, said))


def test_samples_weigh_what_they_are_given():
    metric = BalancedAccuracy(3)
    weights = [1, 1, 1, 3, 1, 0, 1, 1]
    metric.update_state(one_hot(TRUE), one_hot(SAID), weights)
    assert float(metric.result()) == pytest.approx((3 / 6 + 1 + 1) / 3)


def test_it_is_saved_and_measures_in_fit_and_evaluate():
    config = keras.saving.serialize_keras_object(BalancedAccuracy(3, name="mine"))
    again = keras.saving.deserialize_keras_object(config)
    assert (again.classes, again.name) == (3, "mine")
    model = keras.Sequential([keras.Input((3,)), keras.layers.Softmax()])
    model.compile(loss="categorical_crossentropy", metrics=["accuracy", BalancedAccuracy(3)])
    found = model.evaluate(one_hot(SAID), one_hot(TRUE), batch_size=3, verbose=0, return_dict=True)
    assert found["accuracy"] == pytest.approx(6 / 8)
    assert found["balanced_accuracy"] == pytest.approx(balanced_accuracy_score(TRUE, SAID))
