import numpy as np
import pytest

from signkit.data.texts.vocabulary import split_words
from signkit.samples.signs import moving_signs
from signkit.samples.signs.moving_signs import MOVING_SIGNS, REACH, Style, make_style, way


class Still:
    """Chance that leaves everything as tabled."""

    def normal(self, mean, spread, shape=None):
        return np.full(shape or (), float(mean))

    def uniform(self, low, high, shape=None):
        return np.full(shape or (), 1.0 if low > 0.5 else 0.0)


@pytest.fixture
def plain(monkeypatch):
    """A style of one cycle a second, without slant and pause; no drift."""
    monkeypatch.setattr(moving_signs, "SWAY", 0)
    monkeypatch.setattr(moving_signs, "HASTE", 0)
    return Style(1.0, 1.0, 0.0, 0.0, (0.5, 0.75), 0.24, 0.0)


def test_side_to_side_goes_right_and_left_up_and_down_up_and_down(plain):
    seconds = np.array([0, 0.25, 0.5, 0.75])
    offset, turns = way(MOVING_SIGNS["hello"], plain, seconds, Still())
    assert offset[:, 0] == pytest.approx([0, REACH[0], 0, -REACH[0]], abs=1e-9)
    assert np.ptp(offset[:, 1]) < 0.2
    assert turns[1, 2] == -turns[3, 2] != 0
    offset, _ = way(MOVING_SIGNS["slowly"], plain, seconds, Still())
    assert offset[:, 1] == pytest.approx([REACH[1], 0, -REACH[1], 0], abs=1e-9)
    assert np.ptp(offset[:, 0]) < 0.25


def test_a_slanted_style_turns_the_way(plain):
    slanted = Style(**{**vars(plain), "slant": 90.0})
    seconds = np.array([0.25])
    straight, _ = way(MOVING_SIGNS["hello"], plain, seconds, Still())
    turned, _ = way(MOVING_SIGNS["hello"], slanted, seconds, Still())
    assert turned[0] == pytest.approx([-straight[0, 1], straight[0, 0]])


def test_two_recordings_of_one_sign_by_one_signer_differ_and_styles_do():
    sign, seconds = MOVING_SIGNS["no"], np.arange(20) / 15
    first, again, other = (
        way(sign, make_style(signer), seconds, np.random.default_rng(chance))[0]
        for signer, chance in ((1, 1), (1, 1), (1, 2))
    )
    assert np.array_equal(first, again)
    assert np.abs(first - other).max() > 0.2
    assert make_style(1) != make_style(2) != make_style(2, seed=1)


def test_each_word_shares_its_shape_with_one_and_its_movement_with_another():
    clauses = {name: set(sign.description.split(", ")) for name, sign in MOVING_SIGNS.items()}
    for name, own in clauses.items():
        others = set.union(*(clauses[other] for other in clauses if other != name))
        assert own <= others
        assert all(own != clauses[other] for other in clauses if other != name)
        assert len(split_words(MOVING_SIGNS[name].sentence)) <= 8
