import numpy as np
import pytest

from signkit.errors import SettingsError
from signkit.inputs.changes.photo_changes import CHANGES, read_changes

LOOKS = [name for name, change in CHANGES.items() if change.apply]


def changed(name, photo, amount, seed=0):
    return CHANGES[name].apply(np.asarray(photo, np.uint8), amount, np.random.default_rng(seed))


def a_photo(height=30, width=40):
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


def test_names_are_read_with_their_usual_or_a_given_strength():
    assert read_changes("flip rotation") == {"flip": 0.5, "rotation": 15}
    assert read_changes("rotation = 30, noise=.1,flip") == {
        "flip": 0.5,
        "rotation": 30.0,
        "noise": 0.1,
    }
    assert read_changes(" ") == {}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("flip rotate", "Did you mean rotation?"),
        ("Brightnes", "Did you mean brightness?"),
        ("xyz", "There are: flip, vertical_flip"),
        ("rotation=far", "from 0 to 180"),
        ("flip=-1", "from 0 to 1"),
        ("zoom=nan", "from 0 to 0.9"),
        ("zoom=", "from 0 to 0.9"),
        ("flip zoom flip", "named twice"),
    ],
)
def test_what_cannot_be_is_said_in_words(names, said):
    with pytest.raises(ValueError, match="flip|zoom|rotat|Bright|xyz") as error:
        read_changes(names)
    assert said in str(error.value)
    assert isinstance(error.value, SettingsError)


def test_amounts_are_drawn_through_their_ranges():
    rng = np.random.default_rng(0)
    hue = CHANGES["hue"].draw(10, 4000, rng)
    assert -10 <= hue.min() < -9.9
    assert 9.9 < hue.max() <= 10
    blur = CHANGES["blur"].draw(2, 4000, rng)
    assert 0 <= blur.min() < 0.01
    assert 1.99 < blur.max() <= 2
    erase = CHANGES["erase"].draw(0.3, 4000, rng)
    assert set(erase) == {0, 1}
    assert abs(erase.mean() - 0.3) < 0.03


@pytest.mark.parametrize("name", LOOKS)
def test_a_photo_keeps_its_shape_and_what_was_given_is_not_touched(name):
    for shape in ((30, 40), (40, 30), (1, 1)):
        photo = a_photo(*shape)
        before = photo.copy()
        strong = changed(name, photo, CHANGES[name].usual)
        assert strong.shape == photo.shape
        assert strong.dtype == np.uint8
        assert np.array_equal(photo, before)


@pytest.mark.parametrize("name", LOOKS)
def test_an_amount_of_nothing_changes_nothing(name):
    assert np.array_equal(changed(name, a_photo(), 0.0), a_photo())


def test_saturation_goes_from_grey_through_the_photo_to_more():
    red = [[[200, 100, 100]]]  # its luminance is .299 * 100 more than 100
    assert changed("saturation", red, -1).ravel().tolist() == [130] * 3
    # 200 + .5 * 70 and 100 - .5 * 30
    assert changed("saturation", red, 0.5).ravel().tolist() == [235, 85, 85]
    assert changed("grey", red, 1.0).ravel().tolist() == [130] * 3


def test_a_hue_turned_by_a_third_takes_red_to_green_and_leaves_grey():
    photo = [[[250, 10, 20], [90, 90, 90]]]
    assert changed("hue", photo, 120).tolist() == [[[20, 250, 10], [90, 90, 90]]]


def test_blur_spreads_a_point_and_keeps_its_light():
    photo = np.zeros((31, 31, 3))
    photo[15, 15] = 255
    blurred = changed("blur", photo, 1.5)
    # The peak of a Gaussian of standard deviation 1.5: 255 / (2 pi 1.5^2) = 18
    assert abs(int(blurred[15, 15, 0]) - 18) <= 1
    assert abs(int(blurred[..., 0].sum()) - 255) < 40


def test_noise_has_the_spread_that_it_is_given():
    noisy = changed("noise", np.full((200, 200, 3), 128), 0.05).astype(float)
    assert abs(noisy.mean() - 128) < 0.2
    assert abs(noisy.std() - 0.05 * 255) < 0.3
    assert abs(np.corrcoef(noisy[..., 0].ravel(), noisy[..., 1].ravel())[0, 1]) < 0.02


def test_noise_stays_between_black_and_white():
    assert changed("noise", np.full((50, 50, 3), 250), 1.0).min() < 100
    assert (changed("noise", np.full((50, 50, 3), 255), 1.0) == 255).mean() > 0.4


def test_erasing_takes_one_rectangle_of_the_areas_of_the_paper():
    photo = np.zeros((100, 150, 3))
    shares = []
    for seed in range(200):
        rows, columns = np.nonzero(changed("erase", photo, 1.0, seed).any(axis=2))
        height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
        assert len(rows) > 0.99 * height * width  # a black pixel may come by chance
        assert 0.28 < height / width < 3.6
        shares.append(height * width / 15000)
    assert 0.019 < min(shares) < 0.05
    assert 0.35 < max(shares) < 0.41
