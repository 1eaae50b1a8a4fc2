import subprocess
import sys
import zlib
from collections import namedtuple
from dataclasses import replace

import keras
import numpy as np
import pytest
from keras import layers

from signkit.inputs.batches import Batches
from signkit.inputs.changes.augment import Policy, augment_photos
from signkit.inputs.samples import Samples
from signkit.landmarks.hand import INDEX
from signkit.models.hybrid import build_hybrid
from signkit.models.photos.backbones import build_backbone
from signkit.settings.options import OPTIONS
from signkit.training.loop import features
from signkit.training.loop.features import FeatureBatches, feature_batches, frozen_features

BOTH = ("image_input", "landmark_input")
HANDS_STILL = {"hand_scale": 0.0, "hand_tilt": 0.0, "finger_length": 0.0, "hand_noise": 0.0}
STILL = Policy(flip=0, rotation=0, zoom=0, contrast=0, brightness=0, **HANDS_STILL)


def some(count=10, size=32):
    rng = np.random.default_rng(0)
    photos = rng.integers(0, 256, (count, 4, 4, 3), np.uint8)
    photos = photos.repeat(size // 4, axis=1).repeat(size // 4, axis=2)
    hands = rng.normal(0, 0.1, (count, 2, 21, 3)).astype(np.float32)
    hands[:, :, 0] = 0
    return Samples(photos, hands, np.arange(count) % 2, np.arange(count)[::-1], classes=2)


def channel_sums(size=32, factor=1.0):
    """A backbone that says where the photo is bright: pixels as they are, times a factor."""
    image = keras.Input((size, size, 3))
    return keras.Model(image, layers.Rescaling(factor)(image))


@pytest.fixture(scope="module")
def small():
    keras.utils.set_random_seed(0)
    return build_backbone("small", 32, "none").model


def epoch_of(batches):
    return [batches[i] for i in range(len(batches))]


def test_the_bank_holds_what_the_backbone_says_of_each_augmented_photo(small):
    samples, policy = some(), Policy()
    bank = frozen_features(small, samples, 4, policy, views=2, seed=5)
    assert bank.maps.shape == (2, 10, 2, 2, 128)
    places = np.array([7, 0, 9])
    for view in (0, 1):
        photos = augment_photos(samples.photos[samples.rows[places]], bank.drawn[view].take(places))
        expected = small.predict(photos, verbose=0)
        assert np.abs(expected).max() > 0
        # Half precision: 11 bits of the value.
        assert np.allclose(bank.read(view, places), expected, rtol=2**-11, atol=1e-8)
    assert not np.allclose(bank.read(0, places), bank.read(1, places), rtol=0.01)


@pytest.mark.parametrize("factor", [1e-9, 1.0, 1e6])
def test_maps_of_any_size_keep_their_precision(factor):
    samples = some(4)
    bank = frozen_features(channel_sums(factor=factor), samples, 4)
    expected = samples.photos[samples.rows].astype(np.float32) * np.float32(factor)
    assert np.allclose(bank.read(0, np.arange(4)), expected, rtol=2**-11, atol=0)


def test_without_a_policy_there_is_one_plain_view():
    bank = frozen_features(channel_sums(), some(), 4, views=3)
    assert bank.views == 1
    assert bank.drawn is None


def test_the_hands_move_as_the_photo_of_the_same_view_did():
    # A photo of a bright spot at the index finger's tip; the spot must lie where the point goes.
    size, wrist, tip = 101, np.array([50, 50]), np.array([70, 40])
    photos = np.zeros((6, size, size, 3), np.uint8)
    photos[:, tip[1] - 1 : tip[1] + 2, tip[0] - 1 : tip[0] + 2] = 255
    hands = np.zeros((6, 2, 21, 3), np.float32)
    hands[:, 0, INDEX["index_tip"], :2] = (tip - wrist) / size
    samples = Samples(photos, hands, np.arange(6), np.arange(6), classes=6)
    policy = Policy(contrast=0, brightness=0, **HANDS_STILL)
    bank = frozen_features(channel_sums(size), samples, 6, policy, views=3, seed=1)
    seen, mirrored = [], 0
    for epoch in range(3):
        inputs, _ = FeatureBatches(bank, 6, seed=2, shuffle=True, epoch=epoch)[0]
        points = inputs["landmark_input"].reshape(6, 2, 21, 3)[:, :, INDEX["index_tip"], :2]
        for photo, point in zip(inputs["feature_input"], points, strict=True):
            rows, columns = np.nonzero(photo[..., 0] > 100)
            slot = int(np.any(point[1] != 0))
            mirrored += slot
            assert np.allclose([columns.mean(), rows.mean()], point[slot] * size + wrist, atol=1)
        seen.append(inputs["feature_input"])
    assert 0 < mirrored < 18
    assert not np.array_equal(np.sort(seen[0].sum((1, 2, 3))), np.sort(seen[1].sum((1, 2, 3))))


def test_batches_follow_from_seed_and_epoch():
    bank = frozen_features(channel_sums(), some(), 4, Policy(), views=2, seed=5)
    went = FeatureBatches(bank, 4, seed=3, shuffle=True)
    first = epoch_of(went)
    for _ in range(2):
        went.on_epoch_end()
    again = FeatureBatches(
        frozen_features(channel_sums(), some(), 4, Policy(), views=2, seed=5), 4, 3, shuffle=True
    )
    again.start_at(2)
    for (inputs, targets), (others, other_targets) in zip(
        epoch_of(went), epoch_of(again), strict=True
    ):
        assert np.array_equal(targets, other_targets)
        for name in ("feature_input", "landmark_input"):
            assert np.array_equal(inputs[name], others[name])
    # The same view comes again in the third epoch, in another order and with other noise.
    third = epoch_of(again)
    sums = [
        sorted(float(m.sum()) for b, _ in e for m in b["feature_input"]) for e in (first, third)
    ]
    assert np.allclose(*sums)
    assert not np.array_equal(first[0][0]["landmark_input"], third[0][0]["landmark_input"])


def test_features_targets_and_hands_are_of_the_same_sample():
    samples = some()
    bank = frozen_features(channel_sums(), samples, 4, STILL, views=2)
    batches = FeatureBatches(bank, 4, seed=1, shuffle=True)
    for number, (inputs, targets) in enumerate(epoch_of(batches)):
        places = batches._order[number * 4 : number * 4 + 4]
        rows = samples.rows[places]
        assert np.allclose(inputs["feature_input"], samples.photos[rows], rtol=2**-11)
        assert np.array_equal(inputs["landmark_input"], samples.hands[rows].reshape(len(rows), 126))
        assert targets.argmax(1).tolist() == (rows % 2).tolist()


def test_dropped_modalities_change_and_never_both():
    policy = replace(STILL, drop_photo=0.3, drop_hands=0.3)
    samples = some(200, size=8)
    bank = frozen_features(channel_sums(8), samples, 50, policy, views=2)
    assert not bank.drawn[0].drop_photo.any()
    assert bank.drawn[1].drop_photo.mean() == pytest.approx(0.6, abs=0.1)  # .3 over both views
    dropped = []
    for epoch in range(4):
        inputs, _ = FeatureBatches(bank, 200, epoch=epoch)[0]
        hands = ~inputs["landmark_input"].any(axis=1)
        assert 0 < hands.sum() < 100
        assert not (hands & bank.drawn[epoch % 2].drop_photo).any()
        dropped.append(hands)
    assert not np.array_equal(dropped[0], dropped[2])


def test_only_what_a_stage_looks_at_is_made():
    bank = frozen_features(channel_sums(), some(), 4)
    maps, _ = FeatureBatches(bank, 4, inputs=("image_input",))[0]
    assert maps.shape == (4, 32, 32, 3)
    hands, _ = FeatureBatches(bank, 4, inputs=("landmark_input",))[0]
    assert hands.shape == (4, 126)


DIGEST = """
import sys
sys.path.insert(0, {folder!r})
import keras
import test_features as here
keras.utils.set_random_seed(0)
small = here.build_backbone("small", 32, "none").model
print(here.digest(small))
"""


def digest(small):
    bank = frozen_features(small, some(), 4, Policy(), views=2, seed=5)
    return zlib.crc32(np.asarray(bank.maps).tobytes() + bank.scales.tobytes())


@pytest.mark.slow
def test_another_process_computes_the_same_bits(small):
    code = DIGEST.format(folder=str(__file__).rsplit("/", 1)[0])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[-1]) == digest(small)


Usage = namedtuple("Usage", "total used free")


def with_room_for(maps, monkeypatch):
    """A disk that holds so many maps of 32 x 32 x 3 values beside what is left to others."""
    size = 32 * 32 * 3 * 2
    usage = Usage(0, 0, features.RESERVE + maps * size + size // 2)
    monkeypatch.setattr(features.shutil, "disk_usage", lambda folder: usage)


def ask(views=4, policy=STILL, validation=5):
    held = replace(some(), rows=np.arange(validation))
    return feature_batches(channel_sums(), some(), held, BOTH, 4, policy, 0, views)


def test_a_disk_that_is_large_enough_holds_every_view(monkeypatch, capsys):
    with_room_for(45, monkeypatch)
    train, validation = ask()
    assert train.bank.views == 4
    assert train.shuffle
    assert validation.bank.views == 1
    assert not validation.shuffle
    assert len(validation) == 2
    assert "fit" not in capsys.readouterr().out


def test_a_small_disk_holds_fewer_views(monkeypatch, capsys):
    with_room_for(44, monkeypatch)
    train, _ = ask()
    assert train.bank.views == 3
    assert "3 of 4 views of each photo fit" in capsys.readouterr().out


def test_a_disk_too_small_for_one_view_leaves_the_plain_way(monkeypatch, capsys):
    with_room_for(14, monkeypatch)
    assert ask() is None
    assert "0 of 4 views" in capsys.readouterr().out


def test_a_disk_that_fills_up_meanwhile_leaves_the_plain_way(monkeypatch, capsys):
    def full(**_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(features.tempfile, "TemporaryFile", full)
    assert ask() is None
    assert "No space left on device" in capsys.readouterr().out


def test_the_work_can_be_stopped_between_its_parts():
    seen = []

    def stop():
        seen.append(1)
        if len(seen) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):  # 10 samples are 2 parts: stopped in the second view
        frozen_features(channel_sums(), some(), 1, Policy(), views=2, between=stop)
    assert len(seen) == 3


@pytest.mark.slow
@pytest.mark.parametrize("output", ["fused", "visual"])
def test_a_frozen_epoch_learns_as_the_plain_way_does(output):
    def epoch(cached):
        keras.utils.set_random_seed(1)
        option = replace(OPTIONS["A"], head=((16, 0.0),))
        backbone = build_backbone("small", 32, "none")
        hybrid = build_hybrid(option, 2, 32, backbone, "concat", "dense")
        hybrid.freeze_but(("visual", "fusion"))
        inputs = BOTH if output == "fused" else BOTH[:1]
        train, held = some(24), replace(some(24), rows=np.arange(5))
        if cached:
            model = hybrid.from_features(output)
            data, validation = feature_batches(
                hybrid.backbone, train, held, inputs, 8, None, 7, views=4
            )
        else:
            model = hybrid.model(output)
            data = Batches(train, 8, seed=7, shuffle=True, inputs=inputs)
            validation = Batches(held, 8, inputs=inputs)
        for layer in model._flatten_layers():
            if isinstance(layer, layers.Dropout):
                layer.rate = 0.0
        before = keras.ops.convert_to_numpy(hybrid.backbone.variables[0]).copy()
        model.compile(keras.optimizers.Adam(1e-2), "categorical_crossentropy")
        history = model.fit(
            data, validation_data=validation, epochs=3, shuffle=False, verbose=0
        ).history
        assert np.array_equal(before, keras.ops.convert_to_numpy(hybrid.backbone.variables[0]))
        return history["loss"] + history["val_loss"]

    plain, cached = epoch(False), epoch(True)
    assert np.ptp(plain[:3]) > 1e-4  # something is learnt
    assert np.allclose(plain, cached, rtol=1e-3)
