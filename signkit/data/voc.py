"""A Pascal VOC file: an xml that says what lies where on one photo."""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from signkit.errors import DataError

SIDES = ("xmin", "ymin", "xmax", "ymax")


@dataclass(frozen=True)
class Annotation:
    """What a file says: the photo's name as it stands there ("" for none), and its boxes.

    `boxes` has a row an object: label, and xmin, ymin, xmax, ymax in pixels (floats).
    """

    photo: str
    boxes: pd.DataFrame

    def areas(self) -> dict[str, float]:
        """Square pixels of each label's boxes together, in the labels' order."""
        sums = dict.fromkeys(sorted(set(self.boxes["label"])), 0.0)
        columns = (self.boxes[name].tolist() for name in ("label", *SIDES))
        for label, left, top, right, bottom in zip(*columns, strict=True):
            sums[label] += max(0.0, right - left) * max(0.0, bottom - top)
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
    boxes = [_box(file, each) for each in top.iter("object")]
    photo = (top.findtext("filename") or "").strip().replace("\\", "/").rsplit("/", 1)[-1]
    table = pd.DataFrame(boxes, columns=["label", *SIDES])
    return Annotation(photo, table if boxes else table.astype(dict.fromkeys(SIDES, float)))


def _box(file, element) -> tuple:
    label = (element.findtext("name") or "").strip()
    try:
        sides = [float(element.findtext(f"bndbox/{side}") or "") for side in SIDES]
    except ValueError:
        sides = []
    if not (label and sides):
        raise DataError(
            f"{file} holds an object {label!r} without a name or a box.", "Export it anew."
        )
    return (label, *sides)
