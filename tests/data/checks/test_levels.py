import cv2
import numpy as np
import pytest
from PIL import Image

from signkit.data.catalog import open_catalog
from signkit.data.catalog_file import load_catalog, save_catalog
from signkit.data.checks.health import check
from signkit.data.checks.levels import white_of
from signkit.data.image import read_image
from signkit.errors import ImageError

RAMP = np.arange(256, dtype=np.uint16)[None].repeat(4, 0)


@pytest.mark.parametrize(
    ("largest", "white"),
    [(255, 255), (256, 1023), (1023, 1023), (4000, 4095), (4096, 16383), (65535, 65535), (0.5, 1),
     (1, 1), (0, 255), (2**40, 2**32 - 1)],
)  # fmt: skip
def test_white_is_the_end_of_the_bits_in_use(largest, white):
    assert white_of([0, largest]) == white


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
@pytest.mark.parametrize("ending", ["png", "tif"])
def test_256_grey_levels_stay_256(tmp_path, bits, ending):
    white = 2**bits - 1
    cv2.imwrite(str(tmp_path / f"grey.{ending}"), (RAMP.astype(int) * white // 255).astype("u2"))
    pixels = read_image(tmp_path / f"grey.{ending}")
    assert pixels.shape == (4, 256, 3)
    assert np.abs(pixels[0, :, 0].astype(int) - np.arange(256)).max() <= 1
    assert len(np.unique(pixels)) == 256


@pytest.mark.parametrize("ending", ["png", "tif"])
def test_colours_of_12_bits_in_16(tmp_path, ending):
    blue, green, red = RAMP * 16, RAMP * 8, RAMP * 4
    cv2.imwrite(str(tmp_path / f"colour.{ending}"), np.dstack([blue, green, red]))
    pixels = read_image(tmp_path / f"colour.{ending}")
    assert np.abs(pixels[0, 200].astype(int) - (50, 100, 199)).max() <= 1


def test_what_is_clear_in_16_bits_is_put_on_white(tmp_path):
    opaque = np.full_like(RAMP, 65535)
    opaque[:, :128] = 0
    cv2.imwrite(str(tmp_path / "clear.png"), np.dstack([RAMP * 16] * 3 + [opaque]))
    pixels = read_image(tmp_path / "clear.png")
    assert pixels[0, 10].tolist() == [255, 255, 255]
    assert abs(int(pixels[0, 200, 0]) - 199) <= 1


def test_fractions_and_whole_numbers_of_tiff(tmp_path):
    Image.fromarray((RAMP / 255).astype(np.float32)).save(tmp_path / "part.tif")
    Image.fromarray(RAMP.astype(np.int32) * 4).save(tmp_path / "whole.tif")
    Image.fromarray(RAMP.astype(np.uint8)).save(tmp_path / "plain.jfif", "TIFF")
    for name in ("part.tif", "whole.tif", "plain.jfif"):
        assert np.abs(read_image(tmp_path / name)[0, :, 0].astype(int) - np.arange(256)).max() <= 1


def test_deep_photos_are_turned_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(RAMP * 257).save(tmp_path / "turned.png", exif=exif)
    assert read_image(tmp_path / "turned.png").shape == (256, 4, 3)


def test_a_cut_photo_of_deep_colours_is_damaged(tmp_path):
    noise = np.random.default_rng(0).integers(0, 65536, (40, 40, 3), dtype=np.uint16)
    file = tmp_path / "cut.png"
    cv2.imwrite(str(file), noise)
    file.write_bytes(file.read_bytes()[:6000])
    with pytest.raises(ImageError, match=r"cut\.png is damaged"):
        read_image(file)


@pytest.fixture
def deep(tmp_path):
    """Photos of 12 bits in 16, one of them dark."""
    noise = np.random.default_rng(0)
    for name, most in (("a/1", 4095), ("a/dark", 600), ("b/1", 4000)):
        file = tmp_path / "set" / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        pixels = noise.integers(0, most + 1, (50, 60), dtype=np.uint16)
        pixels[0, 0] = most
        cv2.imwrite(str(file), pixels)
    return tmp_path


def test_a_data_set_has_one_white(deep):
    health = check(open_catalog(deep / "set"), progress=False)
    row = health.summary().set_index("finding").loc["grey levels"]
    assert row["count"] == "3"
    assert row["meaning"] == (
        "of more than 8 bits, with values up to 4095: white is 4095 in all of them"
    )
    save_catalog(health.usable(), deep / "catalog.parquet")
    assert load_catalog(deep / "catalog.parquet").white == 4095
    dark = deep / "set/a/dark.png"
    assert read_image(dark, white=4095).max() == 37
    assert read_image(dark).max() == 150  # by itself it is one of 10 bits


def test_what_lies_beyond_a_known_white_is_not_cut(deep):
    assert len(np.unique(read_image(deep / "set/a/1.png", white=255))) > 200
