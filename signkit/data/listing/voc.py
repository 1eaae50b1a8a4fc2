"""A Pascal VOC file: an xml that says what lies where on one photo."""

import math
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from signkit.errors import DataError

SIDES = ("xmin", "ymin", "xmax", "ymax")

# What boxes may have, and what is done about it.
ODD = {
    "swapped": "boxes whose corners were swapped, which was put right",
    "outside": "boxes that reach out of their photo, which were cut at its edge",
    "flat": "boxes without an area, which count nothing beside others",
}


@dataclass(frozen=True)
class Annotation:
    """What a file says: the photo's name as it stands there ("" for none), and its boxes.

    `boxes` has a row an object: label, and xmin, ymin, xmax, ymax in pixels (floats), within the
    photo and in this order. `odd` names what boxes had to be put right for (keys of ODD).
    """

    photo: str
    boxes: pd.DataFrame
    odd: tuple[str, ...] = ()

    def areas(self) -> dict[str, float]:
        """Square pixels of each label's boxes together, in the labels' order."""
        sums = dict.fromkeys(sorted(set(self.boxes["label"])), 0.0)
        columns = (self.boxes[name].tolist() for name in ("label", *SIDES))
        for label, left, top, right, bottom in zip(*columns, strict=True):
            sums[label] += (right - left) * (bottom - top)
        return sums


def read_voc(file: Path) -> Annotation:
    """Read one file.

    Raises DataError where it is no xml, no annotation, or holds an object without name or box.
    """
    try:
        top = ElementTree.parse(file).getroot()
    except (ElementTree.ParseError, OSError, LookupError, ValueError) as error:
        raise DataError(f"{file} is no xml that can be read: {error}.", "Export it anew.") from None
    if top.tag != "annotation":
        raise DataError(
            f"{file} is no Pascal VOC file: it begins with <{top.tag}>, not <annotation>.",
            "Move other xml files out of the data set.",
        )
    said = [_box(file, each) for each in top.iter("object")]
    size = [_number(top.findtext(f"size/{side}")) or math.inf for side in ("width", "height")]
    boxes, odd = [], []
    for label, *sides in said:
        sides, found = _put_right(sides, size)
        boxes.append((label, *sides))
        odd += found
    photo = (top.findtext("filename") or "").strip().replace("\\", "/").rsplit("/", 1)[-1]
    table = pd.DataFrame(boxes, columns=["label", *SIDES])
    table = table if boxes else table.astype(dict.fromkeys(SIDES, float))
    return Annotation(photo, table, tuple(odd))


def _put_right(sides: list[float], size: list[float]) -> tuple[list[float], list[str]]:
    """Corners in order and within a photo of (width, height), and what was amiss.

    A pixel over the edge is none: some tools count from 0, some from 1.
    """
    left, top, right, bottom = sides
    ordered = [min(left, right), min(top, bottom), max(left, right), max(top, bottom)]
    limits = [*size, *size]
    cut = [min(max(side, 0.0), limit) for side, limit in zip(ordered, limits, strict=True)]
    found = {
        "swapped": ordered != sides,
        "outside": max(abs(a - b) for a, b in zip(ordered, cut, strict=True)) > 1,
        "flat": cut[0] == cut[2] or cut[1] == cut[3],
    }
    return cut, [name for name in ODD if found[name]]


def _number(text: str | None) -> float:
    """A size, 0 where it isn't said."""
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if 0 < value < math.inf else 0.0


def _box(file, element) -> tuple:
    label = (element.findtext("name") or "").strip()
    try:
        sides = [float(element.findtext(f"bndbox/{side}") or "") for side in SIDES]
    except ValueError:
        sides = []
    if not (label and sides and all(map(math.isfinite, sides))):
        raise DataError(
            f"{file} holds an object {label!r} without a name or a box.", "Export it anew."
        )
    return (label, *sides)
