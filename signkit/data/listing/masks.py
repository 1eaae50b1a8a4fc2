"""Pictures that say where something lies on a photo: masks, which are no photos themselves."""

import re
from collections import defaultdict
from pathlib import Path

import numpy as np

from signkit.data.image import read_image
from signkit.errors import ImageError

_WORD = (
    r"masks?|segs?|segmented|segmentations?|gts?|ground[\W_]?truths?|labels?|annotations?|annots?|"
    r"trimaps?|segmentation[\W_]?(?:class|object)(?:raw)?"
)
_FOLDERS = re.compile(rf"(?:^|/)(?:{_WORD})(?:/|$)", re.IGNORECASE)
_NAME = re.compile(
    rf"(?:{_WORD})[\W_]+(?P<behind>.+)|(?P<before>.+)[\W_](?:{_WORD})(?:[\W_]*\d+)?",
    re.IGNORECASE,
)
_LOOKS = 5  # pictures of each kind that are opened to make sure
_COLOURS = 64  # at most, of a mask; a photo has hundreds
_NEAR = 16  # how far from black and white a mask may be that was saved as JPEG


def without_masks(root: Path, paths: list[str]) -> tuple[list[str], list[str]]:
    """The paths of photos without those of masks beside them, and a note.

    A mask has the name of a photo (`1.jpg`, `1.png`; `1_mask.png`; `masks/1.png` beside
    `images/1.png`) and few colours: some of each kind are opened to see it.
    """
    masks = {}
    for found in (_in_folders(paths), _by_names(paths), _twins(paths)):
        found = {mask: photo for mask, photo in found.items() if photo not in masks}
        if found and _look_like_masks(root, list(found)):
            masks |= found
    if not masks:
        return paths, []
    first = next(iter(masks))
    note = (
        f"{len(masks)} pictures are masks of the photos of their names ({first} of "
        f"{masks[first]}) and were left out."
    )
    return [path for path in paths if path not in masks], [note]


def _in_folders(paths) -> dict[str, str]:
    """Those in a folder called so, with the photo of the same name elsewhere."""
    called = {folder for folder in set(map(_folder, paths)) if _FOLDERS.search(folder)}
    inside = [path for path in paths if _folder(path) in called]
    if not inside:
        return {}
    elsewhere = defaultdict(list)
    for path in set(paths) - set(inside):
        elsewhere[_stem(path)].append(path)
    found = {}
    for path in inside:
        stem = _stem(path)
        photos = elsewhere.get(stem) or elsewhere.get(_bare(stem))
        if photos:
            found[path] = max(sorted(photos), key=lambda photo: _shared(photo, path))
    # Where most have no photo of their name they are something else: a class called "label".
    return found if 2 * len(found) >= len(inside) else {}


def _shared(one: str, other: str) -> int:
    return len(set(one.split("/")[:-1]) & set(other.split("/")[:-1]))


def _by_names(paths) -> dict[str, str]:
    """Those called a photo's mask, in its folder."""
    photos = {(_folder(path), _stem(path)): path for path in paths}
    named = {path: photos.get((_folder(path), _bare(_stem(path)))) for path in paths}
    return {mask: photo for mask, photo in named.items() if photo and photo != mask}


def _twins(paths) -> dict[str, str]:
    """PNGs with a photo of another kind of file and the same name beside them."""
    photos = {(_folder(p), _stem(p)): p for p in paths if not p.lower().endswith(".png")}
    pngs = [path for path in paths if path.lower().endswith(".png")]
    return {p: photos[key] for p in pngs if (key := (_folder(p), _stem(p))) in photos}


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()


def _bare(stem: str) -> str:
    match = _NAME.fullmatch(stem)
    return (match["behind"] or match["before"].rstrip(" _-.")) if match else ""


def _look_like_masks(root: Path, paths: list[str]) -> bool:
    step = max(1, len(paths) // _LOOKS)
    looks = []
    for path in sorted(paths)[::step][:_LOOKS]:
        try:
            looks.append(is_mask(read_image(root / path)))
        except ImageError:  # told when every photo is looked at
            continue
    return bool(looks) and all(looks)


def is_mask(pixels: np.ndarray) -> bool:
    """Whether (H, W, 3) uint8 has a mask's few colours, or nearly all of it black and white."""
    flat = pixels.reshape(-1, 3).astype(np.uint32)
    colours = np.unique(flat[:, 0] << 16 | flat[:, 1] << 8 | flat[:, 2])
    extreme = (pixels <= _NEAR) | (pixels >= 255 - _NEAR)
    return len(colours) <= _COLOURS or bool(extreme.all(axis=2).mean() > 0.97)
