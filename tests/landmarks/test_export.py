import numpy as np
import pandas as pd
import pytest

from signkit.data import Catalog
from signkit.errors import StoreError
from signkit.landmarks import export_npy, hand_features, relative_points
from signkit.landmarks.hand import WRIST


def catalog(tmp_path, paths):
    table = pd.DataFrame({"path": paths, "label": [p.split("/")[0] for p in paths]})
    return Catalog(tmp_path, table)


@pytest.fixture
def four_paths(tmp_path):
    return catalog(tmp_path, ["a/one.jpg", "a/two.JPEG", "b/three.v2.png", "b/deep/four.jpg"])


def test_same_paths_and_shapes(four_paths, four_photos, tmp_path):
    assert export_npy(four_paths, four_photos, tmp_path / "out") == 4
    found = sorted(p.relative_to(tmp_path / "out").as_posix() for p in tmp_path.rglob("*.npy"))
    assert found == [
        "a/one.npy", "a/one_advanced.npy", "a/two.npy", "a/two_advanced.npy",
        "b/deep/four.npy", "b/deep/four_advanced.npy", "b/three.v2.npy",
        "b/three.v2_advanced.npy",
    ]  # fmt: skip
    vector, advanced = (np.load(tmp_path / "out" / "a" / n) for n in found_names("one"))
    assert (vector.shape, vector.dtype) == ((126,), np.float32)
    assert (advanced.shape, advanced.dtype) == ((68,), np.float32)


def found_names(name):
    return f"{name}.npy", f"{name}_advanced.npy"


def test_right_hand_first_and_from_the_wrist(four_paths, four_photos, tmp_path):
    export_npy(four_paths, four_photos, tmp_path / "out")
    hands = np.load(tmp_path / "out/b/deep/four.npy").reshape(2, 21, 3)
    assert not hands[0].any()  # this photo shows a left hand only
    points = four_photos.image_points[3, 1]
    assert hands[1] == pytest.approx(points - points[WRIST], abs=1e-6)
    features = np.load(tmp_path / "out/b/deep/four_advanced.npy").reshape(2, 34)
    assert not features[0].any()
    expected = hand_features(relative_points(points, four_photos.size[3]))
    assert features[1] == pytest.approx(expected, abs=1e-5)


def test_no_hand_is_zeros(four_paths, four_photos, tmp_path):
    export_npy(four_paths, four_photos, tmp_path / "out")
    assert not np.load(tmp_path / "out/b/three.v2.npy").any()


def test_second_run_writes_what_lacks_or_differs(four_paths, four_photos, tmp_path):
    export_npy(four_paths, four_photos, tmp_path / "out")
    assert export_npy(four_paths, four_photos, tmp_path / "out") == 0
    (tmp_path / "out/a/one.npy").write_bytes(b"cut off")
    (tmp_path / "out/a/two_advanced.npy").unlink()
    assert export_npy(four_paths, four_photos, tmp_path / "out") == 2
    assert not list((tmp_path / "out").rglob(".part-*"))


def test_two_photos_of_one_name(four_photos, tmp_path):
    twice = catalog(tmp_path, ["a/one.jpg", "a/one.png"])
    with pytest.raises(StoreError, match=r"a/one\.jpg and a/one\.png.*Rename"):
        export_npy(twice, four_photos.take([0, 1]), tmp_path / "out")


def test_folder_that_cannot_be_written(four_paths, four_photos, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="can't be written"):
        export_npy(four_paths, four_photos, tmp_path / "file")
