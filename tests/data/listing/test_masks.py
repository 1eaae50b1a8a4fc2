import numpy as np
import pytest
from PIL import Image

from signkit.data.listing.masks import is_mask, without_masks


@pytest.fixture
def mask(tmp_path):
    def save(name, **options):
        pixels = np.zeros((48, 60), np.uint8)
        pixels[10:30, 20:40] = 255
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(file, **options)

    return save


@pytest.mark.parametrize(
    ("photo", "its_mask"),
    [
        ("a/1.jpg", "a/1.png"),
        ("a/1.png", "a/1_mask.png"),
        ("a/benign (1).png", "a/benign (1)_mask_1.png"),
        ("a/1.jpg", "a/mask-1.jpg"),
        ("a/1.jpg", "a/1_seg.png"),
        ("a/images/1.png", "a/masks/1.png"),
        ("images/a/1.jpg", "masks/a/1.png"),
        ("test/broken/000.png", "ground_truth/broken/000_mask.png"),
        ("JPEGImages/1.jpg", "SegmentationClass/1.png"),
    ],
)
def test_masks_beside_their_photos(tmp_path, draw, mask, photo, its_mask):
    draw(photo)
    draw("b/other.jpg")
    mask(its_mask)
    paths, notes = without_masks(tmp_path, sorted([photo, its_mask, "b/other.jpg"]))
    assert paths == sorted([photo, "b/other.jpg"])
    assert notes == [
        f"1 pictures are masks of the photos of their names ({its_mask} of {photo}) and were left "
        "out."
    ]


@pytest.mark.parametrize(
    "names",
    [
        ["a/1.jpg", "a/1.png"],  # saved twice
        ["mask/1.jpg", "no_mask/1.jpg"],  # faces
        ["with_mask/with_mask_1.jpg", "without_mask/without_mask_1.jpg"],
        ["labels/1.jpg", "boxes/1.jpg"],
        ["a/1.jpg", "a/1_mask.jpg"],
    ],
)
def test_photos_with_such_names_stay(tmp_path, draw, names):
    for name in names:
        draw(name)
    assert without_masks(tmp_path, names) == (names, [])


def test_a_mask_without_a_photo_of_its_name_is_a_drawing(tmp_path, mask):
    mask("a/1_mask.png")
    mask("masks/2.png")
    assert without_masks(tmp_path, ["a/1_mask.png", "masks/2.png"])[1] == []


def test_a_damaged_one_is_left_to_the_check(tmp_path, draw):
    draw("a/1.jpg")
    (tmp_path / "a/1.png").write_bytes(b"x")
    assert without_masks(tmp_path, ["a/1.jpg", "a/1.png"])[1] == []


def test_few_colours_or_black_and_white():
    rng = np.random.default_rng(0)
    assert is_mask(rng.integers(0, 20, (50, 50, 1), dtype=np.uint8).repeat(3, 2))
    blurred = np.where(rng.random((50, 50, 1)) < 0.5, 250, 5).astype(np.uint8).repeat(3, 2)
    assert is_mask(blurred)
    assert not is_mask(rng.integers(0, 256, (50, 50, 3), dtype=np.uint8))
    assert not is_mask(rng.integers(0, 256, (50, 50, 1), dtype=np.uint8).repeat(3, 2))
