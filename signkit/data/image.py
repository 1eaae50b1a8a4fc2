"""One photo file to one RGB array, whatever a camera or the web put into it."""

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from signkit.data.checks.levels import is_deep, to_8_bits
from signkit.data.files import opening, refuse_empty
from signkit.errors import ImageError

# In any case.
IMAGE_SUFFIXES = {".jpg", ".jpeg", ".jfif", ".jpe", ".png", ".webp", ".bmp", ".tif", ".tiff"}

# What such files hold in truth; the web renames GIF.
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"GIF8", b"BM", b"II*\0", b"MM\0*")  # of them
_MAX_PIXELS = 178_000_000  # 13,300 x 13,300; beyond this a small file can fill the memory


class NotAnImageError(ImageError):
    """The file has a photo's name, but holds something else."""


def is_image_name(name: str) -> bool:
    """Whether a file name ends like a photo's and is not hidden."""
    return not name.startswith(".") and Path(name).suffix.lower() in IMAGE_SUFFIXES


def read_image(
    path, reduce_to: int | None = None, content: bytes | None = None, white: float = 0
) -> np.ndarray:
    """Read a photo as (H, W, 3) uint8 RGB, upright by its EXIF tag, transparency on white.

    Of more than 8 bits the first 8 that are used count (signkit.data.checks.levels), CMYK and
    palettes become RGB, of an animation the first frame counts. `white` is the value of white
    where it is known for a whole data set.
    `reduce_to` allows a cheaper, smaller decoding whose short side keeps at least that many
    pixels (where the photo has them). `content` is the file's, where it was read before. Raises
    ImageError where the photo is at fault, DataError where the disk is.
    """
    return decode(open_image(path, content), path, reduce_to, white)


def decode(image: Image.Image, path, reduce_to: int | None = None, white: float = 0) -> np.ndarray:
    """The pixels of an opened photo, as `read_image` gives them; `path` is for the errors."""
    try:
        if reduce_to:
            image.draft(None, _scaled_to(image.size, reduce_to))  # JPEG only: decodes 1/2, 1/4, 1/8
        image = to_8_bits(image, white) if is_deep(image) else image
        image.load()
        _turn_upright(image)
        image = _to_rgb(image)
        if reduce_to and (factor := min(image.size) // reduce_to) > 1:
            image = image.reduce(factor)
        return np.array(image)
    except Exception as error:  # broken files raise nearly every kind there is
        raise _broken(path, error) from error


def open_image(path, content: bytes | None = None) -> Image.Image:
    """Open a photo without decoding it (size, mode and format are known); raises ImageError."""
    content = read_bytes(path) if content is None else content
    try:
        image = Image.open(io.BytesIO(content), formats=_FORMATS)
    except UnidentifiedImageError as error:
        if content.startswith(_STARTS):
            raise _broken(path, "its first part is cut or garbled") from error
        raise NotAnImageError(
            f"{path} is named like a photo, but holds {_looks_like(content)}.",
            "Convert it to JPEG or PNG, or remove it.",
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(path) from error
    except Exception as error:  # broken headers raise nearly every kind there is
        raise _broken(path, error) from error
    if image.width * image.height > _MAX_PIXELS:
        raise _too_large(path)
    if image.format in ("JPEG", "MPO") and _ends_in_padding(content):
        raise _broken(path, "its end was never written")
    return image


def read_bytes(path) -> bytes:
    """The content of a photo's file; raises as `read_image` does."""
    path = Path(path)
    with opening(path, ImageError):
        content = path.read_bytes()
    refuse_empty(path, content, ImageError)
    return content


def _scaled_to(size, short_side):
    scale = max(1.0, min(size) / short_side)
    return int(np.ceil(size[0] / scale)), int(np.ceil(size[1] / scale))


def _turn_upright(image: Image.Image) -> None:
    # A broken EXIF block must not cost the photo.
    try:
        ImageOps.exif_transpose(image, in_place=True)
    except Exception:
        return


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(image.convert("RGBA"))
        image = white
    return image if image.mode == "RGB" else image.convert("RGB")


def _ends_in_padding(content: bytes) -> bool:
    """A JPEG whose end mark is missing behind zeros: a copy that stopped half-way.

    Space was reserved and never filled; decoders read the zeros as grey, without a word.
    """
    if content[-16:].strip(b"\0"):
        return False
    start = content.rfind(b"\xff\xda")  # the last scan; inside a scan FF DA can't occur
    return content.find(b"\xff\xd9", start) < 0


def _looks_like(content: bytes) -> str:
    head = content[:64].lstrip().lower()
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return "a HEIC or AVIF photo"
    if head.startswith((b"<!doctype", b"<html")):
        return "a web page"
    if head.startswith((b"<svg", b"<?xml")):
        return "a drawing (SVG or XML)"
    return "something else"


def _too_large(path) -> ImageError:
    return ImageError(
        f"{path} claims more than {_MAX_PIXELS // 1_000_000} million pixels.",
        "Save it smaller or remove it.",
    )


def _broken(path, reason) -> ImageError:
    return ImageError(
        f"{path} is damaged or incomplete ({reason}).",
        "Copy it again from its source or remove it.",
    )
