"""What is wrong with a data set before anything is learnt from it: every photo read once."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from PIL import Image

from signkit.data.answers.table import each_label
from signkit.data.catalog import Catalog
from signkit.data.checks.levels import is_deep, largest, white_of
from signkit.data.copies.descriptors import SIDE
from signkit.data.group_kinds import group_rows
from signkit.data.image import NotAnImageError, decode, open_image
from signkit.errors import DataError, ImageError
from signkit.progress import progress as show_progress

TINY = 48  # pixels on the short side; in fewer a hand has no fingers left, print no letters
IMBALANCE = 3.0  # largest class over smallest, from which on it is worth a word

# Each issue, and what it means for the user; the first two leave the photo out.
ISSUES = {
    "unreadable": "damaged, incomplete or empty: left out",
    "not_an_image": "something else with a photo's name: left out",
    "tiny": f"short side under {TINY} pixels: too small to show much",
    "odd_mode": "other colours than most photos here: converted to RGB, but look whether one class "
    "has them all",
}
LEFT_OUT = ("unreadable", "not_an_image")

_MODES = {
    "1": "black and white",
    "L": "grey",
    "RGB": "colour",
    "P": "palette",
    "CMYK": "print colours (CMYK)",
    "RGBA": "transparency (put on white)",
    "LA": "grey with transparency (put on white)",
    "I;16": "16 bit grey (scaled to 8)",
    "I;16B": "16 bit grey (scaled to 8)",
    "I": "more than 8 bit grey (scaled to 8)",
    "F": "fractions (scaled to 8 bit)",
}


@dataclass(frozen=True)
class Health:
    """The findings: `photos` has a row a photo, `issues` a row a finding.

    `photos`: path, label, width, height (pixels as stored; 0 where unreadable), mode, format,
    largest (the largest value of photos of more than 8 bits, else 0).
    `issues`: path, label, issue (a key of ISSUES), detail. `thumbnails` has a photo each, (64, 64)
    uint8 grey, squeezed into a square, or None where it can't be read: find_copies looks at them.
    """

    catalog: Catalog
    photos: pd.DataFrame
    issues: pd.DataFrame
    thumbnails: tuple = field(default=(), repr=False, compare=False)

    def usable(self) -> Catalog:
        """The catalog without the photos that can't be read, and a note that counts them.

        Raises DataError where that leaves fewer than two classes.
        """
        catalog = self.catalog
        catalog = catalog if catalog.white == self.white else replace(catalog, white=self.white)
        return usable(catalog, self.issues, LEFT_OUT, "photos")

    @property
    def white(self) -> float:
        """The value of white of photos of more than 8 bits; 0 where there are none."""
        deep = self.photos["largest"] > 0
        return white_of(self.photos["largest"][deep]) if deep.any() else 0.0

    def summary(self) -> pd.DataFrame:
        """One row a finding: how many photos, what it means, and an example.

        What listing them noted is in the catalog's `notes`.
        """
        rows = [
            ("photos", str(len(self.catalog)), self._extent(), ""),
            ("class balance", *self._balance(), ""),
            ("colour modes", "", self._modes(), ""),
            *self._levels(),
        ]
        rows += group_rows(self.catalog.table, self.catalog.groups_are)
        rows += issue_rows(self.issues, ISSUES)
        return pd.DataFrame(rows, columns=["finding", "count", "meaning", "example"])

    def _extent(self) -> str:
        classes = f"in {len(self.catalog.classes)} classes"
        more = self.catalog.told.extent(self.catalog.table)
        return f"{classes}; {more}" if more else classes

    def _balance(self) -> tuple[str, str]:
        sizes = each_label(self.catalog.table)["label"].value_counts()
        uneven = sizes.iloc[0] / sizes.iloc[-1]
        words = (
            f"{sizes.index[-1]!r} has {sizes.iloc[-1]}, {sizes.index[0]!r} {sizes.iloc[0]} photos"
        )
        if uneven > IMBALANCE:
            words += f": {uneven:.1f} times as many; {self.catalog.told.rare_mend}"
        return f"{uneven:.2f}", words

    def _levels(self) -> list[tuple]:
        deep = self.photos[self.photos["largest"] > 0]
        if deep.empty:
            return []
        words = (
            f"of more than 8 bits, with values up to {deep['largest'].max():g}: white is "
            f"{self.white:g} in all of them"
        )
        return [("grey levels", str(len(deep)), words, deep["path"].iloc[0])]

    def _modes(self) -> str:
        modes = self.photos["mode"]
        counts = modes[modes != ""].value_counts()
        return ", ".join(f"{n} {_MODES.get(mode, mode)}" for mode, n in counts.items())


def usable(catalog: Catalog, issues: pd.DataFrame, left_out: tuple, samples: str) -> Catalog:
    """Return the catalog without what has an issue in `left_out`, and a note that counts it.

    `samples` is what they are called. Raises DataError where fewer than two classes are left.
    """
    bad = issues[issues["issue"].isin(left_out)]
    if bad.empty:
        return catalog
    kept = catalog.with_table(catalog.table[~catalog.table["path"].isin(bad["path"])])
    lost = sorted(set(catalog.classes) - set(kept.classes))
    note = f"{len(bad)} {samples} can't be read and were left out, such as {bad['path'].iloc[0]}."
    if lost:
        note += f" Nothing is left of the classes {', '.join(lost)}."
    if len(kept.classes) < 2:
        raise DataError(note, f"The first: {bad['detail'].iloc[0]}")
    return replace(kept, notes=(*kept.notes, note))


def issue_rows(issues: pd.DataFrame, meanings: dict[str, str]) -> list[tuple]:
    """Return a row an issue: its name, how many have it, what it means, and an example."""
    rows = []
    for issue, meaning in meanings.items():
        found = issues[issues["issue"] == issue]
        example = f"{found['path'].iloc[0]}: {found['detail'].iloc[0]}" if len(found) else ""
        rows.append((issue.replace("_", " "), str(len(found)), meaning, example))
    return rows


def check(catalog: Catalog, progress=True) -> Health:
    """Read every photo once, in threads, and list what is wrong with the data set.

    What photos have to do with each other is for find_copies. Raises DataError only where the disk
    itself fails.
    """
    with ThreadPoolExecutor(min(8, 2 * (os.cpu_count() or 1))) as pool:
        looks = pool.map(_look, catalog.files())
        looks = list(
            show_progress(looks, total=len(catalog), desc="Checking photos", disable=not progress)
        )
    facts, thumbnails, faults = zip(*looks, strict=True)
    known = catalog.table[["path", "label"]]
    photos = known.join(
        pd.DataFrame(facts, columns=["width", "height", "mode", "format", "largest"])
    )
    found = [(row, *fault) for row, fault in enumerate(faults) if fault]
    found += _small(photos) + _odd(photos)
    issues = pd.DataFrame(found, columns=["row", "issue", "detail"])
    issues["order"] = issues["issue"].map(list(ISSUES).index)
    issues = issues.sort_values(["order", "row"]).join(known, on="row")
    issues = issues[["path", "label", "issue", "detail"]].reset_index(drop=True)
    return Health(catalog, photos, issues, thumbnails)


def _look(path):
    """Facts, grey thumbnail and fault of one photo."""
    try:
        image = open_image(path)
        facts = (*image.size, image.mode, image.format)
        most = 0.0
        if is_deep(image):
            content = image.fp.getvalue()
            most = largest(image)
            image = open_image(path, content)
        pixels = decode(image, path, 2 * SIDE)
    except ImageError as error:
        issue = "not_an_image" if isinstance(error, NotAnImageError) else "unreadable"
        return (0, 0, "", "", 0.0), None, (issue, str(error))
    small = Image.fromarray(pixels).convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    return (*facts, most), np.asarray(small), None


def _small(photos):
    short = photos[["width", "height"]].min(axis=1)
    return [
        (row, "tiny", f"{photos['width'][row]} x {photos['height'][row]} pixels")
        for row in np.flatnonzero((short > 0) & (short < TINY))
    ]


def _odd(photos):
    modes = photos["mode"][photos["mode"] != ""]
    if modes.empty:
        return []
    odd = modes[modes != modes.mode()[0]]
    return [(row, "odd_mode", _MODES.get(mode, mode)) for row, mode in odd.items()]
