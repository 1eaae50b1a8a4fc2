import keras
import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from signkit.errors import SettingsError
from signkit.training.answers.classes import class_weights
from signkit.training.answers.labels import odds
from signkit.training.loop.losses import LOSSES, build_loss

TRUE, SAID = np.float32([[1, 0]]), np.float32([[0.8, 0.2]])
# 6, 3 and 1 photos: "balanced" weights are 10/18, 10/9 and 10/3.
CLASSES = np.array([0] * 6 + [1] * 3 + [2])
# Label 0 on 2 of 8 photos (3 negatives a positive), label 1 on 4 (1), label 2 on 6 (1/3).
LABELS = np.float32([[1, 1, 1]] * 2 + [[0, 1, 1]] * 2 + [[0, 0, 1]] * 2 + [[0, 0, 0]] * 2)
EQUAL = np.float32([[1, 0], [0, 1]])
NAMES = ("crossentropy", "focal", "weighted")


def value(loss, true=TRUE, said=SAID):
    return float(keras.ops.convert_to_numpy(loss(np.float32(true), np.float32(said))))


def test_the_losses_are_those_of_their_formulas():
    assert value(build_loss("crossentropy")) == pytest.approx(-np.log(0.8), rel=1e-5)
    smooth = -0.95 * np.log(0.8) - 0.05 * np.log(0.2)
    assert value(build_loss("crossentropy", 0.1)) == pytest.approx(smooth, rel=1e-5)
    assert value(build_loss("focal")) == pytest.approx(-(0.2**2) * np.log(0.8), rel=1e-4)


def test_an_unknown_loss_is_refused_with_those_there_are():
    with pytest.raises(SettingsError, match="hinge.*crossentropy.*focal"):
        build_loss("hinge")
    assert set(LOSSES.describe()) == set(NAMES)
    assert all(LOSSES.describe().values())


def test_a_new_loss_is_one_function(monkeypatch):
    monkeypatch.setitem(LOSSES, "hinge", None)  # takes the new name out again afterwards
    LOSSES.register("hinge")(lambda about: keras.losses.CategoricalHinge())
    assert isinstance(build_loss("hinge"), keras.losses.CategoricalHinge)


def test_balanced_weights_are_scikit_learns():
    weights = class_weights(CLASSES, 3)
    assert list(weights.values()) == pytest.approx(
        compute_class_weight("balanced", classes=np.arange(3), y=CLASSES).tolist()
    )
    assert weights[1] == pytest.approx(10 / 9)
    assert class_weights(CLASSES, 4)[3] == 1.0


# One label a photo


def test_weighted_photos_count_by_their_class():
    loss = build_loss("weighted", 0.0, CLASSES, 3)
    # A photo of class 2 (10/3) said .5, and one of class 0 (10/18) said .6.
    said = [[0.3, 0.2, 0.5], [0.6, 0.3, 0.1]]
    expected = (10 / 3 * -np.log(0.5) + 10 / 18 * -np.log(0.6)) / 2
    assert value(loss, [[0, 0, 1], [1, 0, 0]], said) == pytest.approx(expected, rel=1e-5)


def test_a_weighted_photo_counts_whole_also_where_targets_are_smooth():
    loss = build_loss("weighted", 0.3, CLASSES, 3)
    # .3 smooths 1, 0, 0 to .8, .1, .1.
    plain = -0.8 * np.log(0.6) - 0.1 * np.log(0.3) - 0.1 * np.log(0.1)
    assert value(loss, [[1, 0, 0]], [[0.6, 0.3, 0.1]]) == pytest.approx(10 / 18 * plain, rel=1e-5)


def test_weighting_is_what_class_weights_do():
    x = np.random.default_rng(0).normal(size=(10, 4)).astype("float32")
    y = np.eye(3, dtype="float32")[CLASSES]

    def trained(loss, weights):
        keras.utils.set_random_seed(0)
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
        model.compile("sgd", loss)
        model.fit(x, y, batch_size=10, shuffle=False, class_weight=weights, verbose=0)
        return model.get_weights()[0]

    ours = trained(build_loss("weighted", 0.0, CLASSES, 3), None)
    theirs = trained("categorical_crossentropy", class_weights(CLASSES, 3))
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_focal_counts_rare_classes_more():
    loss = build_loss("focal", 0.0, CLASSES, 3)
    # 1/6, 1/3 and 1 to each other, 1.5 together: with a mean of 1 they are 1/3, 2/3 and 2.
    assert loss.get_config()["alpha"] == pytest.approx([1 / 3, 2 / 3, 2])
    expected = 2 * 0.5**2 * -np.log(0.5)
    assert value(loss, [[0, 0, 1]], [[0.3, 0.2, 0.5]]) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("name", NAMES)
def test_equal_classes_change_nothing(name, smoothing):
    plain = {
        "crossentropy": keras.losses.CategoricalCrossentropy(label_smoothing=smoothing),
        "weighted": keras.losses.CategoricalCrossentropy(label_smoothing=smoothing),
        "focal": keras.losses.CategoricalFocalCrossentropy(
            alpha=1.0, gamma=2.0, label_smoothing=smoothing
        ),
    }[name]
    for targets in (None, np.array([0, 1, 1, 0])):
        ours = build_loss(name, smoothing, targets, 2)
        assert value(ours) == pytest.approx(value(plain), rel=1e-6)


# Several labels a photo


def test_odds_are_negatives_to_a_positive_within_bounds():
    def told(labels):
        return odds(np.float32(labels)).tolist()

    assert told(LABELS) == pytest.approx([3, 1, 1 / 3])
    one_in_100 = np.arange(100)[:, None] == 0
    assert told(one_in_100) == [20]
    assert told(~one_in_100) == [1 / 20]
    assert told([[0, 1], [0, 1]]) == [1, 1]  # on no photo; on every photo


def test_weighted_labels_count_by_their_rarity():
    loss = build_loss("weighted", 0.0, LABELS, 3, answer="labels")
    # n / (2 * count): positives 8/4, 8/8, 8/12; negatives 8/12, 8/8, 8/4.
    assert loss.positive == pytest.approx([2, 1, 2 / 3])
    assert loss.negative == pytest.approx([2 / 3, 1, 2])
    expected = -(2 * np.log(0.9) + np.log(0.7) + 2 * np.log(0.6)) / 3
    assert value(loss, [[1, 0, 0]], [[0.9, 0.3, 0.4]]) == pytest.approx(expected, rel=1e-5)


def test_weights_of_labels_are_scikit_learns_and_1_on_average():
    loss = build_loss("weighted", 0.0, LABELS, 3, answer="labels")
    for label in range(3):
        theirs = compute_class_weight("balanced", classes=np.arange(2), y=LABELS[:, label])
        assert [loss.negative[label], loss.positive[label]] == pytest.approx(theirs.tolist())
    rare = np.float32(np.arange(100)[:, None] == 0)  # past the bound of 20
    loss = build_loss("weighted", 0.0, rare, 1, answer="labels")
    assert loss.positive[0] / loss.negative[0] == pytest.approx(20)
    assert (loss.positive[0] + 99 * loss.negative[0]) / 100 == pytest.approx(1)


def test_focal_counts_rare_labels_more():
    loss = build_loss("focal", 0.0, LABELS, 3, answer="labels")
    # Positives by the share of negatives: 3/4, 1/2, 1/4; negatives by the rest.
    assert loss.get_config()["alpha"] == pytest.approx([0.75, 0.5, 0.25])
    parts = [
        0.75 * 0.1**2 * -np.log(0.9),
        0.5 * 0.3**2 * -np.log(0.7),
        0.75 * 0.4**2 * -np.log(0.6),
    ]
    said = value(loss, [[1, 0, 0]], [[0.9, 0.3, 0.4]])
    assert said == pytest.approx(np.mean(parts), rel=1e-4)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("name", NAMES)
def test_labels_on_half_the_photos_leave_keras_losses(name, smoothing):
    plain = {
        "crossentropy": keras.losses.BinaryCrossentropy(label_smoothing=smoothing),
        "weighted": keras.losses.BinaryCrossentropy(label_smoothing=smoothing),
        "focal": keras.losses.BinaryFocalCrossentropy(
            apply_class_balancing=True, alpha=0.5, gamma=2.0, label_smoothing=smoothing
        ),
    }[name]
    for targets in (None, EQUAL):
        ours = build_loss(name, smoothing, targets, 2, answer="labels")
        said = [[0.8, 0.4]], [[0.7, 0.9]]
        assert value(ours, *said) == pytest.approx(value(plain, *said), rel=1e-6)


@pytest.mark.parametrize(("answer", "targets"), [("classes", CLASSES), ("labels", LABELS)])
@pytest.mark.parametrize("name", NAMES)
def test_a_model_with_the_loss_is_kept_in_the_file(name, answer, targets, tmp_path):
    loss = build_loss(name, 0.1, targets, 3, answer)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Softmax()])
    model.compile("sgd", loss)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras").loss
    assert type(again) is type(loss)
    true, said = [[0, 1, 0], [1, 0, 0]], [[0.2, 0.7, 0.1], [0.5, 0.3, 0.2]]
    assert value(again, true, said) == pytest.approx(value(loss, true, said), rel=1e-6)
    assert again.get_config() == loss.get_config()


@pytest.mark.parametrize("name", NAMES)
def test_right_and_wrong_to_the_last_stay_finite(name):
    for targets, answer in ((CLASSES, "classes"), (LABELS, "labels")):
        loss = build_loss(name, 0.0, targets, 3, answer)
        assert np.isfinite(value(loss, [[0, 0, 1], [1, 0, 0]], [[1, 0, 0], [1, 0, 0]]))
