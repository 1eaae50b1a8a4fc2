import cv2
import numpy as np
import pytest

from signkit.data import open_catalog
from signkit.errors import AssetError
from signkit.landmarks import Landmarks, find_asset
from signkit.landmarks.detection.passes import PASS_NAMES


@pytest.fixture(scope="session")
def asset():
    """The hand model, or a skip where neither the net nor a package index gives it."""
    try:
        return find_asset()
    except AssetError as error:
        pytest.skip(f"no hand model: {error.what}")


@pytest.fixture
def make_photos(tmp_path):
    """Write n small photos, all different, into two class folders; their catalog."""

    def make(n, name="photos"):
        draw = np.random.default_rng(7)
        for i in range(n):
            folder = tmp_path / name / "ab"[i % 2]
            folder.mkdir(parents=True, exist_ok=True)
            image = draw.integers(0, 255, (12, 16, 3), dtype=np.uint8)
            cv2.imwrite(str(folder / f"photo_{i:03d}.png"), image)
        return open_catalog(tmp_path / name)

    return make


@pytest.fixture
def four_photos():
    """Landmarks: right hand, both hands, no hand, left hand (each by another pass)."""
    from hand_poses import hand

    found = Landmarks.empty(4)
    found.hash[:] = ["h0", "h1", "h2", "h3"]
    found.size[:] = (300, 400)
    for row, slot, by in ((0, 0, "plain"), (1, 0, "plain"), (1, 1, "second hand"),
                          (3, 1, "border 25 %")):  # fmt: skip
        found.present[row, slot] = True
        found.image_points[row, slot] = hand() * 0.1 * (1 + row) + 0.3
        found.world_points[row, slot] = hand() * 0.08
        found.score[row, slot] = 0.9
        found.found_by[row, slot] = PASS_NAMES.index(by)
    return found
