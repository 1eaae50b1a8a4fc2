import csv

import cv2
import numpy as np
import pytest
from sklearn.svm import SVC

from signkit.errors import SettingsError
from signkit.samples.things import desk, stationery
from signkit.samples.things.desk import make_sample_desk
from signkit.samples.things.stationery import make_sample_stationery

SMALL = {"per_class": 3, "size": 48}
SMALL_DESK = {"photos": 50, "size": (32, 64)}


def _photos(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.jpg")}


def _labels(folder):
    with open(folder / "labels.csv", newline="") as file:
        return {row["path"]: row["labels"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return make_sample_stationery(tmp_path_factory.mktemp("whole") / "things", **SMALL)


@pytest.fixture(scope="module")
def desks(tmp_path_factory):
    return make_sample_desk(tmp_path_factory.mktemp("desks") / "desks", **SMALL_DESK)


def test_class_folders_names_and_sizes(whole):
    assert sorted(p.name for p in whole.iterdir() if p.is_dir()) == ["eraser", "kertas", "pensil"]
    photos = sorted(_photos(whole))
    assert len(photos) == 9
    assert "kertas/kertas_003.jpg" in photos
    assert {cv2.imread(str(whole / name)).shape for name in photos} == {(48, 48, 3)}


def test_the_same_seed_draws_the_same_and_another_seed_others(whole, tmp_path):
    same = make_sample_stationery(tmp_path / "same", **SMALL)
    other = make_sample_stationery(tmp_path / "other", **SMALL, seed=1)
    assert _photos(same) == _photos(whole)
    assert not _photos(other).items() & _photos(whole).items()


def test_a_whole_set_is_left_alone_and_a_lost_photo_comes_back(whole, tmp_path, monkeypatch):
    make_sample_stationery(tmp_path, **SMALL)
    (tmp_path / "pensil/pensil_002.jpg").unlink()
    drawn = []
    real = stationery.draw_photo
    monkeypatch.setattr(
        stationery, "draw_photo", lambda labels, *rest: drawn.append(labels) or real(labels, *rest)
    )
    for _ in range(2):
        assert make_sample_stationery(tmp_path, **SMALL) == tmp_path
    assert drawn == [["pensil"]]
    assert _photos(tmp_path) == _photos(whole)
    assert not list(tmp_path.rglob(".part*"))


def test_a_killed_make_goes_on_and_ends_the_same(desks, tmp_path, monkeypatch):
    real, drawn = desk.draw_photo, []

    def killed_after_five(*args, **kwargs):
        if len(drawn) == 5:
            raise KeyboardInterrupt
        drawn.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(desk, "draw_photo", killed_after_five)
    with pytest.raises(KeyboardInterrupt):
        make_sample_desk(tmp_path, **SMALL_DESK)
    assert len(_photos(tmp_path)) == 5
    assert not (tmp_path / "labels.csv").exists()
    monkeypatch.setattr(desk, "draw_photo", real)
    make_sample_desk(tmp_path, **SMALL_DESK)
    assert _photos(tmp_path) == _photos(desks)
    assert _labels(tmp_path) == _labels(desks)


def test_a_desk_holds_none_one_two_or_three_things_and_a_rare_one(desks):
    labels = _labels(desks)
    assert set(labels) == set(_photos(desks))
    assert {cv2.imread(str(desks / name)).shape for name in labels} == {(32, 64, 3)}
    held = [tuple(filter(None, text.split("|"))) for text in labels.values()]
    assert {len(one) for one in held} == {0, 1, 2, 3}
    assert set().union(*held) == {"eraser", "kertas", "pensil"}
    assert sum("eraser" in one for one in held) == 4  # 8 % of 50
    for common in ("kertas", "pensil"):
        assert 20 <= sum(common in one for one in held) <= 30


def test_another_seed_puts_other_things_on_the_desks():
    assert desk._label_sets(50, 0) != desk._label_sets(50, 1)
    assert sorted(desk._label_sets(50, 0)) == sorted(desk._label_sets(50, 1))


def test_a_folder_with_another_set_is_not_mixed(whole):
    with pytest.raises(SettingsError, match="another folder"):
        make_sample_stationery(whole, **{**SMALL, "per_class": 4})
    with pytest.raises(SettingsError, match="another folder"):
        make_sample_desk(whole, **SMALL_DESK)


@pytest.mark.parametrize(
    ("make", "wrong", "said"),
    [
        (make_sample_stationery, {"per_class": 0}, "per_class=0"),
        (make_sample_stationery, {"size": 8}, "size=8"),
        (make_sample_desk, {"photos": 0}, "photos=0"),
        (make_sample_desk, {"size": 96}, "size=96"),
        (make_sample_desk, {"size": (96, 8)}, "width=8"),
    ],
)
def test_a_bad_setting_is_named(tmp_path, make, wrong, said):
    with pytest.raises(SettingsError, match=said):
        make(tmp_path, **wrong)
    assert not list(tmp_path.iterdir())


def _colours(image):
    counts = cv2.calcHist([image], [0, 1, 2], None, [4, 4, 4], [0, 256] * 3).ravel()
    return np.sqrt(counts / counts.sum())


def _border(image):
    """The colours of the outer rim: mostly the table."""
    rim = np.ones(image.shape[:2], bool)
    rim[8:-8, 8:-8] = False
    return _colours(image[rim][None])


def _shapes(image):
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return cv2.HOGDescriptor((64, 64), (32, 32), (16, 16), (16, 16), 9).compute(grey).ravel()


def _turned(image):
    """The photo turned and mirrored in all eight ways: a thing lies in any direction."""
    turns = [np.rot90(image, k) for k in range(4)]
    return [np.ascontiguousarray(one) for turn in turns for one in (turn, turn[:, ::-1])]


def _accuracy(feature, images, classes):
    """Mean accuracy of a support vector machine on `feature` over three folds."""
    found, third = [], np.arange(len(images)) % 3
    for fold in range(3):
        known, asked = np.flatnonzero(third != fold), np.flatnonzero(third == fold)
        table = [feature(turn) for k in known for turn in _turned(images[k])]
        model = SVC(C=5).fit(table, np.repeat(classes[known], 8))
        found.append(model.score([feature(images[k]) for k in asked], classes[asked]))
    return np.mean(found)


def test_colour_and_background_tell_less_than_shape(tmp_path):
    folder = make_sample_stationery(tmp_path, per_class=50, size=64)
    names = sorted(_photos(folder))
    classes = np.array([name.split("/")[0] for name in names])
    images = [cv2.imread(str(folder / name)) for name in names]
    border, colours, shapes = (_accuracy(f, images, classes) for f in (_border, _colours, _shapes))
    assert border < 0.6  # chance is a third
    assert colours < 0.75
    assert colours + 0.1 < shapes < 0.98
