"""Photos, from a file or an array, fitted as the training's are."""

import numpy as np
from PIL import Image

from signkit.data.image import decode, is_image_name, read_bytes
from signkit.deploy.items import Item, items_of, named_files
from signkit.deploy.model import IMAGE, Classifier, resolved
from signkit.errors import ImageError
from signkit.inputs.photos import fit_frame, read_frame

ONE = 3  # axes of a photo


class PhotoModel(Classifier):
    """A model that is asked about photos."""

    def items(self, given) -> tuple[bool, list[Item]]:
        """Whether it is one photo, and the photos."""
        return items_of(
            given,
            lambda folder: named_files(folder, lambda name: is_image_name(name.split("/")[-1])),
            lambda array: array.ndim == ONE,
        )

    def frame(self, item: Item, content: bytes | None) -> np.ndarray:
        """The photo in its frame; empty where the model doesn't look at photos."""
        if IMAGE not in self.shapes:
            return np.empty((0, 0, 3), np.uint8)
        size = tuple(self.shapes[IMAGE][:2])
        if item.path:
            return read_frame(item.path, size, resolved(self.about, "white", 0), content)
        return fit_frame(pixels(item, max(size)), size)


def content_of(item: Item) -> bytes | None:
    """The content of a photo's file, read once for all that looks at it."""
    return read_bytes(item.path) if item.path else None


def pixels(item: Item, reduce_to: int | None) -> np.ndarray:
    """The pixels of an array as those of a file with the same are decoded.

    Raises ImageError where it is no photo.
    """
    array = item.content
    if array.ndim != ONE or array.shape[2] != 3 or array.dtype != np.uint8 or not array.size:
        raise ImageError(
            f"{item.source} has the shape {array.shape} and the type {array.dtype}.",
            "Give (height, width, 3) uint8 RGB; OpenCV's are BGR: image[..., ::-1].",
        )
    return decode(Image.fromarray(np.ascontiguousarray(array)), item.source, reduce_to)
