"""The leak audit: which photos are copies of each other, and the sets they form."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from signkit.data.catalog import Catalog
from signkit.data.checks.health import Health
from signkit.data.copies.candidates import MIRRORED, UPRIGHT, candidates
from signkit.data.copies.descriptors import seen
from signkit.data.copies.mirrors import mirror_classes, mirrors
from signkit.data.copies.registration import Match, match
from signkit.data.copies.takes import series
from signkit.data.splits.units import listed
from signkit.progress import progress as show_progress

# Each kind of pair, and what it means.
KINDS = {
    "exact": "the same file twice",
    "same": "nearly the same picture: saved again, at another size, the next frame of a burst, or "
    "another object of one layout",
    "altered": "the same photo turned, cropped, brightened or moved",
    "mirrored": "the mirror image of another photo: the other hand, if both are meant",
    "turned": "the same photo turned by 90, 180 or 270 degrees",
    "flipped": "the mirror image, turned as well, such as upside down",
    "take": "frames of one take: the same pose a moment later, something small has moved",
}
PAIRS = (
    "first", "second", "first_label", "second_label", "first_group", "second_group",
    "kind", "score",
)  # fmt: skip
# How a pair is named; what is done about it doesn't hang on the name.
_STILL = 0.012  # mean shift, as a share of the side, of a photo that was only saved again
_SAME_GAIN = 0.06  # change of contrast of such a photo
_MOVED = 0.3  # residual from which on something in the picture has moved, not the picture itself
_UPRIGHT = 3.0  # degrees that a camera between two frames may turn
_BATCH = 64


@dataclass(frozen=True)
class Copies:
    """The pairs found and the sets that they join.

    `catalog` holds the usable photos; those of one set share a `source`. `pairs` has a row a pair:
    first, second (paths), first_label, second_label, first_group, second_group, kind (a key of
    KINDS) and score (1 for the same pixels; see registration.py). A set of n photos has at least
    n - 1 pairs; copies of copies need not be a pair of their own.
    """

    catalog: Catalog
    pairs: pd.DataFrame
    sources: pd.Series  # by path, whether the catalog carries them or not
    binds: bool = True  # whether copies stay on one side of a split

    kinds: ClassVar[dict[str, str]] = KINDS  # of pairs, and what each means
    sample: ClassVar[str] = "photo"

    def report_only(self) -> "Copies":
        """The same findings beside a catalog in which only the same files belong together.

        Its column `alike` names the sets that were found.
        """
        table = self.catalog.table
        table = table.assign(source=table["hash"], alike=self.sources.to_numpy())
        return replace(self, catalog=self.catalog.with_table(table), binds=False)

    def sets(self) -> pd.DataFrame:
        """A row a set, the largest first: `photos`, `labels` and `groups` (how many of each)."""
        table = self.catalog.table.assign(source=self.sources.to_numpy())
        sets = table.groupby("source").agg(
            photos=("path", "size"), labels=("label", "nunique"), groups=("group", "nunique")
        )
        sets = sets[sets["photos"] > 1].sort_values("photos", ascending=False, kind="stable")
        return sets.reset_index(drop=True)

    def facts(self) -> dict:
        """The audit in numbers.

        `exact` and `near` are the photos beyond the first of each set: those whose file is there
        already, and the others. `across_classes` and `across_groups` are sets; `mirrors` are the
        classes that are mirror images (see mirror_classes), which don't count as the former.
        `series` are the classes taken in one go (see takes.series).
        """
        sets, table, pairs = self.sets(), self.catalog.table, self.pairs
        conflicts = pairs["first"][self._conflicts()].map(self.sources)
        in_sets = int(sets["photos"].sum())
        exact = int(table.duplicated("hash").sum())
        return {
            "photos": len(table),
            "pairs": len(pairs),
            "sets": len(sets),
            "in_sets": in_sets,
            "exact": exact,
            "near": in_sets - len(sets) - exact,
            "across_classes": int(conflicts.nunique()),
            "across_groups": int((sets["groups"] > 1).sum()),
            "mirrors": self.catalog.told.mirrors(mirror_classes(pairs)),
            "series": series(table, pd.Series(self.sources.to_numpy(), index=table.index)),
            "binds": self.binds,
        }

    def _conflicts(self) -> pd.Series:
        """Which pairs look alike as they are and differ in label; of several labels also turned."""
        pairs = self.pairs
        differ = pairs["first_label"] != pairs["second_label"]
        return self.catalog.told.conflicts(differ, mirrors(pairs))

    def summary(self) -> pd.DataFrame:
        """One row a finding: how many, what it means, and an example."""
        facts, pairs = self.facts(), self.pairs
        largest = self.sets()["photos"].max() if facts["sets"] else 0
        joined = (
            f"{facts['in_sets']} of {facts['photos']} {self.sample}s, at most {largest} in a set: "
        )
        sides = (
            "each stays on one side of a split that is not given"
            if self.binds
            else 'COPIES="report" lets them stand on two sides of a split, and the figures of what '
            "was copied come out too high"
        )
        rows = [("sets of copies", facts["sets"], joined + sides, "")]
        for kind, meaning in self.kinds.items():
            found = pairs[pairs["kind"] == kind]
            rows.append((f"{kind} pairs", len(found), meaning, _example(found)))
        conflicts, strangers = pairs[self._conflicts()], pairs[across_groups(pairs)]
        rows += [
            (
                "label conflicts",
                len(conflicts),
                f"pairs that look nearly the same but have different labels "
                f"({facts['across_classes']} sets): look at these. Mend a label that is wrong; if "
                'they are different objects of one layout, set COPIES="report"',
                _example(conflicts, "_label"),
            ),
            (
                "across groups",
                len(strangers),
                f"pairs in two groups ({facts['across_groups']} sets)"
                + ": those groups count as one in a split" * self.binds,
                _example(strangers, "_group"),
            ),
            *_mirror_rows(facts["mirrors"], pairs),
            *_series_rows(facts["series"], self.sample),
        ]
        rows = [(name, str(count), *words) for name, count, *words in rows]
        return pd.DataFrame(rows, columns=["finding", "count", "meaning", "example"])


def find_copies(health: Health, progress=True) -> Copies:
    """Find the copies among the photos that can be read, from the thumbnails of `check`.

    Copies are the same files; photos saved again, at another size, turned by up to 10 degrees,
    cropped by up to a tenth, brighter, darker or mirrored, and any of these together; and frames
    of one take. Of 300 such copies planted into 2,062 photos of hands 98 % are found, and 4 of the
    untouched photos joined; a perceptual hash (pHash, 10 of 64 bits apart) finds 26 % and joins
    72 % (scripts/benchmark_copies.py).
    Takes n log n for n photos. Raises DataError as `Health.usable` does.
    """
    catalog = health.usable()
    table = catalog.table
    number = {path: row for row, path in enumerate(health.catalog.table["path"])}
    once = np.flatnonzero(~table.duplicated("hash").to_numpy())
    thumbnails = np.stack([health.thumbnails[number[path]] for path in table["path"].iloc[once]])
    pairs = [(*pair, "exact", 1.0) for pair in same_files(table)]
    pairs += [
        (int(once[first]), int(once[second]), kind, score)
        for first, second, kind, score in _near_pairs(thumbnails, progress)
    ]
    sources = joined_sources(table, pairs)
    return Copies(
        catalog.with_table(table.assign(source=sources)),
        described(table, pairs),
        pd.Series(sources, index=table["path"]),
    )


def same_files(table: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Give the rows of equal content, each with the first of them."""
    for rows in table.groupby("hash").indices.values():
        yield from ((int(rows[0]), int(row)) for row in rows[1:])


def _near_pairs(thumbnails, progress) -> list[tuple]:
    workers = min(8, os.cpu_count() or 1)
    possible = candidates(thumbnails, workers)
    batches = [possible[i : i + _BATCH] for i in range(0, len(possible), _BATCH)]

    def compare(batch):
        found = []
        for first, second, look in batch:
            same = match(thumbnails[first], np.ascontiguousarray(seen(thumbnails[second], look)))
            if same and same.copied:
                found.append((first, second, _kind(same, look), same.score))
        return found

    pairs = {}
    bar = show_progress(total=len(possible), desc="Comparing", unit="pair", disable=not progress)
    with ThreadPoolExecutor(workers) as pool, bar:
        for batch, found in zip(batches, pool.map(compare, batches), strict=True):
            bar.update(len(batch))
            for pair in found:
                # A hand may be like its own mirror image: the better reading counts.
                if pair[:2] not in pairs or pair[3] > pairs[pair[:2]][3]:
                    pairs[pair[:2]] = pair
    return list(pairs.values())


def _kind(same: Match, look: int) -> str:
    if look != UPRIGHT:
        return "mirrored" if look == MIRRORED else "turned" if look < MIRRORED else "flipped"
    if same.residual > _MOVED and abs(same.turn) < _UPRIGHT:
        return "take"
    still = same.shift < _STILL and abs(same.gain - 1) < _SAME_GAIN
    return "same" if still else "altered"


def joined_sources(table: pd.DataFrame, pairs) -> np.ndarray:
    """Return a name for each photo that its copies share: the hash of the first of them."""
    ends = np.array([pair[:2] for pair in pairs], int).reshape(-1, 2)
    links = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), (len(table),) * 2)
    parts = connected_components(links, directed=False)[1]
    first = np.unique(parts, return_index=True)[1]
    return table["hash"].to_numpy()[first[parts]]


def described(table: pd.DataFrame, pairs) -> pd.DataFrame:
    """Return a row a pair (row, row, kind, score): paths, labels, groups, kind and score."""
    path, label, group = (table[name].tolist() for name in ("path", "label", "group"))
    rows = [
        (path[i], path[j], label[i], label[j], group[i], group[j], kind, float(score))
        for i, j, kind, score in sorted(pairs, key=lambda pair: pair[:2])
    ]
    kinds = {"first_group": "string", "second_group": "string", "score": "float64"}
    return pd.DataFrame(rows, columns=list(PAIRS)).astype(kinds)


def across_groups(pairs: pd.DataFrame) -> pd.Series:
    """Which of the pairs join two groups that are both known."""
    one, other = pairs["first_group"], pairs["second_group"]
    return (one.notna() & other.notna() & (one != other)).fillna(False).astype(bool)


def _mirror_rows(found, pairs) -> list[tuple]:
    """A row on classes that mirror each other, where there are some: the flip is to be off."""
    if not found:
        return []
    names = [f"{' and '.join(row['classes'])} ({row['kind']})" for row in found]
    meaning = (
        f"pairs of two classes that are one photo mirrored or turned: {listed(names, 4)}. If that "
        "is what tells the classes apart, their labels are right: train with FLIP off (of photos "
        "alone without flip, vertical_flip and quarter_turns in AUGMENTATIONS)"
    )
    number = sum(row["pairs"] for row in found)
    return [("mirror-image classes", number, meaning, _example(pairs[mirrors(pairs)], "_label"))]


def _series_rows(found, sample) -> list[tuple]:
    """A row on classes taken in one go, where there are some: what to record."""
    if not found:
        return []
    names = [f"{row['label']} ({row['photos']} in {row['takes']})" for row in found]
    meaning = (
        f"classes whose {sample}s are nearly one series ({sample}s in takes): {listed(names, 4)}. "
        f"Frames of one take count as one {sample}: record each class in at least five takes, with "
        "something changed between them (hands down, place, clothes, objects), by several people. "
        'If they are different objects of one layout, set COPIES="report"'
    )
    return [("one take", len(found), meaning, "")]


def _example(pairs: pd.DataFrame, what: str = "") -> str:
    """Return the least sure pair in words, with its labels or groups where these are the matter."""
    if pairs.empty:
        return ""
    row = pairs.loc[pairs["score"].idxmin()]
    names = [row[end] + (f" ({row[end + what]})" if what else "") for end in ("first", "second")]
    return " and ".join(names)
