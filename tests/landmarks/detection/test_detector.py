import subprocess
import sys

import numpy as np
import pytest
from hand_poses import hand

from signkit.data import open_catalog, read_image
from signkit.landmarks import Landmarks
from signkit.landmarks.detection.detector import Hand, HandDetector, _as_landmarks, detector_version
from signkit.landmarks.detection.passes import FIRST_HAND, PASS_NAMES
from signkit.landmarks.hand import LEFT, RIGHT

LOOKS = {look.name: look for look in FIRST_HAND}


@pytest.fixture(scope="module")
def detector(asset):
    return HandDetector(asset, max_hands=2, skip_tensorflow=True)


def found(detector, files):
    return Landmarks.join(detector.detect(read_image(file), str(file)) for file in files)


def a_hand(right, score, x):
    points = hand() * 0.05 + np.float32([x, 0.5, 0])
    return Hand(right, score, points, hand() * 0.08, found_by=1)


def test_importing_landmarks_loads_no_mediapipe():
    code = "import sys, signkit.landmarks, signkit.landmarks.detection.detector as d;"
    code += "assert not {'mediapipe', 'tensorflow', 'keras'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_tensorflow_is_hidden_during_the_import_only():
    code = "import sys; from signkit.landmarks.detection.detector import load_mediapipe as load;"
    code += "load(True); assert 'mediapipe' in sys.modules; assert 'tensorflow' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_each_hand_in_its_slot():
    landmarks = _as_landmarks("k", (300, 400), [a_hand(False, 0.9, 0.7), a_hand(True, 0.8, 0.2)])
    assert landmarks.hash.tolist() == ["k"]
    assert landmarks.size.tolist() == [[300, 400]]
    assert landmarks.image_points[0, :, 0, 0] == pytest.approx([0.2, 0.7])
    assert landmarks.score[0] == pytest.approx([0.8, 0.9])


def test_both_hands_kept_when_both_are_called_right():
    landmarks = _as_landmarks("k", (300, 400), [a_hand(True, 0.9, 0.7), a_hand(True, 0.8, 0.2)])
    assert landmarks.present.all()
    assert landmarks.image_points[0, RIGHT, 0, 0] == pytest.approx(0.7)  # the surer one
    assert landmarks.image_points[0, LEFT, 0, 0] == pytest.approx(0.2)


def test_no_hand_is_masked(detector):
    nothing = detector.detect(np.full((60, 80, 3), 200, np.uint8))
    assert not nothing.present.any()
    assert not nothing.found_by.any()
    assert nothing.size.tolist() == [[60, 80]]


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 2)])
def test_tiny_photos(detector, shape):
    assert not detector.detect(np.zeros((*shape, 3), np.uint8)).present.any()


def test_version_names_what_points_depend_on(asset):
    one, two = detector_version(asset, 1), detector_version(asset, 2)
    assert one != two
    assert one.startswith("hands1-model.")
    assert two == detector_version(str(asset), 2)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Drawn signs and their true joints."""
    from signkit.samples import make_sample_signs

    folder = make_sample_signs(tmp_path_factory.mktemp("signs"), signs=8, signers=4, photos=1)
    with np.load(folder / "joints.npz") as joints:
        return folder, {name: joints[name] for name in joints.files}


@pytest.mark.slow
def test_drawn_hands_lie_where_they_were_drawn(detector, drawn):
    folder, true = drawn
    landmarks = found(detector, [folder / name for name in true["names"]])
    assert (landmarks.present.any(axis=1)).mean() >= 0.9
    both = landmarks.present & true["present"]
    # The person's right hand is in slot 0 on both sides: the labels aren't mirrored.
    assert both.sum() >= 0.85 * landmarks.present.sum()
    away = np.linalg.norm((landmarks.image_points - true["image_points"])[..., :2], axis=-1)
    assert np.median(away[both]) < 0.05


@pytest.mark.slow
def test_points_from_a_bordered_photo_are_those_of_the_photo(detector, drawn):
    folder, true = drawn
    for name in true["names"][:6]:
        image = read_image(folder / name)
        plain = detector.look(image, LOOKS["plain"], 1)
        if not plain:
            continue
        bordered = detector.look(image, LOOKS["border 50 %"], 1)
        difference = plain[0].image_points - bordered[0].image_points
        assert np.abs(difference[:, :2]).max() < 0.06
        depth = np.ptp(plain[0].image_points[:, 2]) / np.ptp(bordered[0].image_points[:, 2])
        assert 0.6 < depth < 1.7
        return
    pytest.fail("the plain look found none of six drawn hands")


@pytest.mark.slow
def test_large_photo_gives_the_points_of_the_small_one(detector, drawn):
    folder, true = drawn
    image = read_image(folder / true["names"][0])
    large = np.repeat(np.repeat(image, 8, axis=0), 8, axis=1)
    small, big = detector.detect(image), detector.detect(large)
    assert big.size.tolist() == [list(large.shape[:2])]
    assert np.abs(small.image_points - big.image_points).max() < 0.05


@pytest.mark.slow
def test_asl_slice_nearly_always_a_hand_never_two(detector, real_data):
    files = open_catalog(real_data / "asl-alphanumeric").files()[::50]
    landmarks = found(detector, files)
    assert landmarks.present.any(axis=1).mean() >= 0.98
    assert landmarks.present.all(axis=1).sum() == 0
    names = {PASS_NAMES[index] for index in landmarks.found_by[landmarks.present]}
    assert "border 25 %" in names
    assert len(names) > 1
    # Right hands, palm to the camera and the thumb on the photo's right, were photographed.
    assert landmarks.present[:, RIGHT].mean() > 0.9


@pytest.mark.slow
def test_bisindo_slice_both_hands_of_two_handed_letters_only(detector, real_data):
    catalog = open_catalog(real_data / "bisindo-alphabet")
    two_handed = catalog.table["label"].isin(list("ABDFGHKMNPQSTWXY"))
    files = np.array(catalog.files(), object)
    both = found(detector, files[two_handed][::5]).present.all(axis=1)
    assert both.mean() >= 0.8
    assert not found(detector, files[~two_handed][::6]).present.all(axis=1).any()


@pytest.mark.slow
def test_one_hand_is_one_hand_when_one_is_asked_for(asset, real_data):
    single = HandDetector(asset, max_hands=1, skip_tensorflow=True)
    files = open_catalog(real_data / "bisindo-alphabet").files()[:12]  # letter A, two hands
    assert (found(single, files).present.sum(axis=1) == 1).all()
