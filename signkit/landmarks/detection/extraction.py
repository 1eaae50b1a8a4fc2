"""What came of an extraction: landmarks beside their catalog, counts, failures, speed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from signkit.data.catalog import Catalog
from signkit.errors import DataError
from signkit.landmarks.detection.passes import PASS_NAMES
from signkit.landmarks.hand_counts import hand_warnings, missing_hands, takes_two
from signkit.landmarks.sample import Landmarks
from signkit.landmarks.shards import ShardStore
from signkit.landmarks.store import LandmarkStore


@dataclass(frozen=True)
class Extraction:
    """The hands of a data set; row i of `landmarks` is row i of `catalog.table`."""

    catalog: Catalog  # the photos that could be read
    landmarks: Landmarks
    failed: pd.DataFrame  # path, label, reason of those that could not
    computed: int  # photos looked at in this run; the others were in the store
    seconds: float  # this run's time

    @classmethod
    def of(
        cls, catalog: Catalog, store: LandmarkStore, died: dict, computed: int, seconds: float
    ) -> "Extraction":
        """Read the catalog's photos back from the store; DataError when none could be read."""
        readable, failed = divide_readable(catalog, store, died)
        landmarks = store.load(readable.table["hash"])
        return cls(readable, landmarks, failed, computed, seconds)

    @property
    def photos_per_second(self) -> float:
        """Speed of this run, 0 when everything was in the store."""
        return self.computed / self.seconds if self.seconds else 0.0

    @property
    def hands_found(self) -> float:
        """The part of the photos with at least one hand, 0..1."""
        return float(self.landmarks.present.any(axis=1).mean())

    def by_class(self) -> pd.DataFrame:
        """A row a class: photos, one or both hands found (%), and photos by the pass that found.

        A pass's column counts the photos in which it found a hand; photos without a hand are under
        "no hand". Where a class takes two hands, "one of two" counts those with a single one.
        """
        found_by, present = self.landmarks.found_by, self.landmarks.present
        two = takes_two(self.catalog.table["label"], present)
        rows = pd.DataFrame(
            {
                "label": self.catalog.table["label"].to_numpy(),
                "hands_found": 100.0 * present.any(axis=1),
                "both_hands": 100.0 * present.all(axis=1),
                **{
                    name: (found_by == index).any(axis=1).astype(int)
                    for index, name in enumerate(PASS_NAMES)
                    if index
                },
                "no hand": (~present.any(axis=1)).astype(int),
                "one of two": ((present.sum(axis=1) == 1) & two).astype(int),
            }
        )
        groups = rows.groupby("label", sort=True)
        table = groups.sum()
        table[["hands_found", "both_hands"]] = groups[["hands_found", "both_hands"]].mean()
        table.insert(0, "photos", groups.size())
        table.insert(3, "two_handed", pd.Series(two).groupby(rows["label"]).any())
        return table.reset_index()

    def summary(self) -> str:
        """The counts in a few lines."""
        table = self.by_class()
        n = len(self.landmarks)
        both = 100 * float(self.landmarks.present.all(axis=1).mean())
        lines = [
            f"{n} photos: a hand in {100 * self.hands_found:.1f} %, both hands in {both:.1f} %.",
            "Found by " + ", ".join(
                f"{name}: {table[name].sum()}" for name in (*PASS_NAMES[1:], "no hand")
            ) + ".",
        ]  # fmt: skip
        worst = table.loc[np.argmin(table["hands_found"])]
        if worst["hands_found"] < 100:
            lines.append(f"Least often in {worst['label']!r}: {worst['hands_found']:.1f} %.")
        if table["two_handed"].any():
            lines.append(self._of_two(table[table["two_handed"]]))
        lines += hand_warnings(table)
        if len(self.failed):
            first = self.failed.iloc[0]
            lines.append(f"{len(self.failed)} photos left out, such as: {first['reason']}")
        lines.append(self._speed())
        return "\n".join(lines)

    def missing_hands(self) -> pd.DataFrame:
        """The photos without a hand, or with one where their signs take two; see hand_counts."""
        return missing_hands(self.catalog.table, self.landmarks.present)

    def _of_two(self, table: pd.DataFrame) -> str:
        photos, one = table["photos"].sum(), table["one of two"].sum()
        both = (table["both_hands"] * table["photos"]).sum() / photos
        classes = "1 class seems" if len(table) == 1 else f"{len(table)} classes seem"
        return (
            f"{classes} to take two hands: both are found in {both:.1f} % of their {photos} "
            f"photos, one only in {one}."
        )

    def _speed(self) -> str:
        if not self.computed:
            return "All of them were in the store already."
        speed = f"{self.photos_per_second:.1f} a second"
        return f"{self.computed} computed in {self.seconds:.1f} s, {speed}."


def divide_readable(
    catalog: Catalog, store: ShardStore, died: dict[str, str]
) -> tuple[Catalog, pd.DataFrame]:
    """Return the catalog of what could be read, and the rest: path, label, reason.

    `died` are reasons by hash beside those of the store. Raises DataError where nothing is left.
    """
    reasons = catalog.table["hash"].map({**store.failures(), **died})
    bad = reasons.notna()
    if bad.all():
        raise DataError(
            f"Not one of the {len(bad)} {store.samples} in {catalog.root} could be read.",
            f"The first: {reasons.iloc[0] if len(reasons) else 'there is none'}",
        )
    failed = catalog.table.loc[bad, ["path", "label"]].assign(reason=reasons[bad])
    return catalog.with_table(catalog.table[~bad]), failed.reset_index(drop=True)
