import numpy as np
import pandas as pd
import pytest
from moving_hands import clips_of, hand_way

from signkit.clips.checks.evidence import proved
from signkit.clips.checks.ways import Agreement
from signkit.data.catalog import Catalog

WAY = hand_way(0, 40)


def agreement(lag=0.0, speed=1.0):
    return Agreement(apart=0.01, motion=1.0, frames=30, lag=lag, speed=speed)


def pair_of(folder, one, other, ways=(WAY, WAY)):
    catalog = Catalog(folder, pd.DataFrame({"path": [one, other], "label": ["a", "a"]}))
    return catalog, clips_of(list(ways)), (0, 1)


def person(sway, frames=40, level=200, start=0):
    """Pictures of a body that sways and a hand that goes its way, before a wall."""
    pictures = []
    for number in range(start, start + frames):
        picture = np.full((48, 64, 3), 60)
        left = 24 + round(6 * np.sin(sway * number))
        picture[12:48, left : left + 18] = level
        middle = WAY[min(number, 39), :, :2].mean(0)
        x, y = round(64 * middle[0]), round(48 * middle[1])
        picture[max(0, y - 4) : y + 4, max(0, x - 4) : x + 4] = 255
        pictures.append(picture)
    return pictures


@pytest.mark.parametrize(
    ("pictures", "lag", "flipped", "same"),
    [
        (person(0.3), 0, False, True),
        ([picture * 0.7 + 20 for picture in person(0.3)], 0, False, True),  # darker
        ([picture[::2, ::2] for picture in person(0.3)], 0, False, True),  # smaller
        (person(0.3, 34, start=6), 0, False, True),  # cut: its first hand is the first's seventh
        ([picture[:, ::-1] for picture in person(0.3)], 0, True, True),
        (person(0.17), 0, False, False),  # another take: the hand alike, the body not
        ([picture[:, ::-1] for picture in person(0.3)], 0, False, False),
    ],
)
def test_videos_are_one_recording_where_their_pictures_say_so(
    film, tmp_path, pictures, lag, flipped, same
):
    film("a/0.avi", rate=15.0, pictures=person(0.3))
    film("a/1.avi", rate=15.0, pictures=pictures)
    cut = len(pictures) < 40
    pair = pair_of(tmp_path, "a/0.avi", "a/1.avi", (WAY, WAY[6:]) if cut else (WAY, WAY))
    assert proved(*pair, agreement(lag=-6 if cut else lag), flipped) == same


def holistic(seed, way=WAY):
    """(T, 1662) of a right hand on its way and a body and a face that move as `seed` says."""
    frames = np.zeros((len(way), 1662), np.float32)
    rng = np.random.default_rng(seed)
    sway = rng.uniform(-0.02, 0.02, 2)[:, None] * np.sin(
        np.arange(len(way)) * rng.uniform(0.1, 0.3)
    )
    frames[:, :1536] = rng.uniform(0.3, 0.7, 2).repeat(768) + np.repeat(sway, 768, axis=0).T
    frames[:, 1599:] = way.reshape(len(way), 63)
    return frames


def test_sequences_are_one_recording_where_the_body_goes_along(tmp_path):
    one, noise = holistic(1), np.random.default_rng(0).normal(0, 1e-3, (40, 1662))
    for name, frames in {
        "one": one, "again": one + noise, "cut": one[5:], "take": holistic(2),
        "hands": np.concatenate([one[:, 1536:]], axis=1),
    }.items():  # fmt: skip
        np.save(tmp_path / f"{name}.npy", frames)

    def said(other, found, ways=(WAY, WAY), flipped=False, first="one"):
        return proved(*pair_of(tmp_path, f"{first}.npy", f"{other}.npy", ways), found, flipped)

    assert said("again", agreement())
    assert said("cut", agreement(lag=-5), (WAY, WAY[5:]))
    assert not said("take", agreement())
    assert not said("hands", agreement(), first="hands")  # there is nothing but hands
    assert not said("again", agreement(speed=2.0))
    assert not said("again", agreement(), flipped=True)
    assert not said("gone", agreement())
