import errno
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from signkit.data.image import NotAnImageError, is_image_name, read_image
from signkit.errors import DataError, ImageError


def encoded(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.fixture
def photo():
    ramp = np.zeros((40, 60, 3), np.uint8)
    ramp[:, :, 0] = np.arange(60) * 4
    ramp[:, :, 1] = np.arange(40)[:, None] * 6
    return Image.fromarray(ramp)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "JPEG", "WEBP"])
def test_every_kind_gives_the_same_rgb(tmp_path, photo, kind):
    file = tmp_path / "a.jpg"
    file.write_bytes(encoded(photo, kind))
    pixels = read_image(file)
    assert pixels.shape == (40, 60, 3)
    assert pixels.dtype == np.uint8
    assert np.abs(pixels.astype(int) - np.asarray(photo)).mean() < 4


def test_16_bit_is_scaled_and_not_clipped(tmp_path):
    values = np.array([[0, 257, 1000, 32896, 65535]], np.uint16)
    Image.fromarray(values).save(tmp_path / "deep.png")
    assert read_image(tmp_path / "deep.png")[0, :, 0].tolist() == [0, 1, 4, 128, 255]


def test_transparency_is_put_on_white(tmp_path):
    half = Image.new("RGBA", (2, 1), (200, 0, 0, 255))
    half.putpixel((1, 0), (200, 0, 0, 0))
    half.save(tmp_path / "alpha.png")
    assert read_image(tmp_path / "alpha.png").tolist() == [[[200, 0, 0], [255, 255, 255]]]


def test_a_palette_keeps_its_colours_and_its_transparency(tmp_path):
    palette = Image.new("P", (2, 1))
    palette.putpalette([10, 20, 30, 40, 50, 60])
    palette.putpixel((1, 0), 1)
    palette.save(tmp_path / "plain.png")
    palette.save(tmp_path / "clear.png", transparency=1)
    assert read_image(tmp_path / "plain.png").tolist() == [[[10, 20, 30], [40, 50, 60]]]
    assert read_image(tmp_path / "clear.png").tolist() == [[[10, 20, 30], [255, 255, 255]]]


def test_grey_black_and_white_and_print_colours_become_rgb(tmp_path):
    Image.new("L", (2, 2), 77).save(tmp_path / "grey.png")
    Image.new("1", (2, 2), 1).save(tmp_path / "line.png")
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(tmp_path / "print.jpg")
    assert (read_image(tmp_path / "grey.png") == 77).all()
    assert (read_image(tmp_path / "line.png") == 255).all()
    red = read_image(tmp_path / "print.jpg")[4, 4]
    assert red[0] > 240
    assert red[1] < 15


def test_a_photo_is_turned_upright(tmp_path, photo):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn a quarter clockwise
    photo.save(tmp_path / "turned.png", exif=exif)
    pixels = read_image(tmp_path / "turned.png")
    assert pixels.shape == (60, 40, 3)
    np.testing.assert_array_equal(pixels, np.rot90(np.asarray(photo), -1))


def test_a_broken_exif_block_does_not_cost_the_photo(tmp_path, photo):
    photo.save(tmp_path / "odd.jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\xff broken")
    assert read_image(tmp_path / "odd.jpg").shape == (40, 60, 3)


def test_of_an_animation_the_first_frame_counts(tmp_path):
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:], lossless=True)
    frames[0].save(tmp_path / "b.gif", save_all=True, append_images=frames[1:])
    (tmp_path / "b.gif").rename(tmp_path / "b.jpg")
    for name in ("a.webp", "b.jpg"):
        red, green, blue = read_image(tmp_path / name)[4, 4]
        assert (red > 250, green < 5, blue < 5) == (True, True, True)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_photo_is_never_half_grey(tmp_path, kind, share):
    noise = np.random.default_rng(0).integers(0, 256, (80, 80, 3), dtype=np.uint8)
    whole = encoded(Image.fromarray(noise), kind)
    file = tmp_path / "cut.jpg"
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ImageError, match=r"cut\.jpg is damaged or incomplete.*Copy it again"):
        read_image(file)


def test_a_copy_that_stopped_half_way_and_was_padded(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (80, 80, 3), dtype=np.uint8)
    whole = encoded(Image.fromarray(noise), "JPEG")
    file = tmp_path / "padded.jpg"
    file.write_bytes(whole[: len(whole) * 2 // 3] + bytes(len(whole)))
    with pytest.raises(ImageError, match="its end was never written"):
        read_image(file)
    file.write_bytes(whole + bytes(500))  # whole, and zeros behind it: some cameras do that
    assert read_image(file).shape == (80, 80, 3)


@pytest.mark.parametrize("length", [5, 30, 100])
def test_a_photo_cut_within_its_header_is_damaged_and_no_other_thing(tmp_path, photo, length):
    for kind in ("JPEG", "PNG", "BMP", "WEBP"):
        file = tmp_path / f"{kind}.jpg"
        file.write_bytes(encoded(photo, kind)[:length])
        with pytest.raises(ImageError, match="is damaged") as caught:
            read_image(file)
        assert not isinstance(caught.value, NotAnImageError)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"hello, I am a note", "something else"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"\0\0\0\x18ftypheic....", "a HEIC or AVIF photo"),
        (b"<svg xmlns=''>", "a drawing"),
    ],
)
def test_a_file_that_only_pretends(tmp_path, content, what):
    file = tmp_path / "fake.jpg"
    file.write_bytes(content)
    with pytest.raises(
        NotAnImageError, match=rf"fake\.jpg is named like a photo, but holds {what}"
    ):
        read_image(file)


def test_an_empty_file_and_a_missing_one(tmp_path):
    (tmp_path / "nil.png").touch()
    with pytest.raises(ImageError, match=r"nil\.png is empty"):
        read_image(tmp_path / "nil.png")
    with pytest.raises(ImageError, match=r"gone\.png isn't there"):
        read_image(tmp_path / "gone.png")


def test_a_disk_that_fails_is_not_the_photos_fault(tmp_path, monkeypatch):
    def fail(self):
        raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")

    with pytest.raises(DataError, match="is gone") as caught:
        read_image(tmp_path / "unmounted" / "a.jpg")
    assert not isinstance(caught.value, ImageError)
    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(DataError, match=r"disk failed.*Mount it again") as caught:
        read_image(tmp_path / "a.jpg")
    assert not isinstance(caught.value, ImageError)


def test_a_bomb_is_refused_in_words(tmp_path):
    Image.new("1", (20000, 10000)).save(tmp_path / "bomb.png")
    with pytest.raises(ImageError, match=r"bomb\.png claims more than 178 million pixels"):
        read_image(tmp_path / "bomb.png")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_reduced_reading_is_smaller_but_never_too_small(tmp_path, kind):
    big = Image.new("RGB", (1600, 1200), (90, 120, 200))
    file = tmp_path / "big.jpg"
    file.write_bytes(encoded(big, kind))
    pixels = read_image(file, reduce_to=100)
    assert 100 <= min(pixels.shape[:2]) < 200
    assert pixels.shape[1] / pixels.shape[0] == pytest.approx(4 / 3, abs=0.02)
    assert np.abs(pixels[50, 50].astype(int) - (90, 120, 200)).max() < 4
    assert read_image(file, reduce_to=1200).shape == (1200, 1600, 3)
    assert read_image(file, reduce_to=5000).shape == (1200, 1600, 3)


def test_names():
    assert is_image_name("A.JPEG")
    assert is_image_name("b.WebP")
    assert not is_image_name("._b.jpg")
    assert not is_image_name("notes.txt")
