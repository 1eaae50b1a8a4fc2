"""What came of an extraction from clips: landmarks beside their catalog, counts, failures."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from signkit.clips.sample import INTERPOLATED, LOOKED, ORIGINS, Clips
from signkit.clips.store import ClipStore
from signkit.data.catalog import Catalog
from signkit.landmarks.detection.extraction import divide_readable

POOR = 50.0  # % of frames between a clip's first hand and its last: below it a class is named


@dataclass(frozen=True)
class ClipExtraction:
    """The hands of a set of clips; clip i of `clips` is row i of `catalog.table`."""

    catalog: Catalog  # the clips that could be read
    clips: Clips
    failed: pd.DataFrame  # path, label, reason of those that could not
    computed: int  # clips looked at in this run; the others were in the store
    seconds: float  # this run's time
    version: str  # what the points depend on: tracker, rate, model, method

    @classmethod
    def of(
        cls, catalog: Catalog, store: ClipStore, died: dict, computed: int, seconds: float
    ) -> "ClipExtraction":
        """Read the catalog's clips back from the store; DataError when none could be read."""
        readable, failed = divide_readable(catalog, store, died)
        clips = store.load(readable.table["hash"])
        return cls(readable, clips, failed, computed, seconds, store.version)

    @property
    def clips_per_second(self) -> float:
        """Speed of this run, 0 when everything was in the store."""
        return self.computed / self.seconds if self.seconds else 0.0

    def by_class(self) -> pd.DataFrame:
        """A row a class: clips, seconds, and frames with a hand, both hands, a filled one (%).

        `hand_between` is of the frames between a clip's first hand and its last: those before and
        after show a person at rest. The class in which hands are missing most comes first.
        """
        lengths = self.clips.lengths
        seconds = np.divide(lengths, self.clips.rate)
        labels = self.catalog.table["label"].to_numpy()
        frames = pd.DataFrame({"label": np.repeat(labels, lengths), **self._of_frames()})
        clips = pd.DataFrame({"label": labels, "seconds": seconds}).groupby("label", sort=True)
        table = 100 * frames.groupby("label", sort=True).mean()
        table = table.reindex(clips.size().index)
        table.insert(0, "clips", clips.size())
        table.insert(1, "seconds", clips["seconds"].sum())
        between = frames[self.clips.in_sight()].groupby("label")["hand"].mean()
        table.insert(3, "hand_between", 100 * between.reindex(table.index, fill_value=0.0))
        worst = table.sort_values(["hand_between", "hand"], kind="stable")
        return worst.reset_index()

    def missed(self) -> np.ndarray:
        """(N,) the share of frames between a clip's first hand and last in which none was found.

        Hands filled in between frames were not; 1 where there is no hand at all.
        """
        origin, between = self.clips.origin, self.clips.in_sight()
        hand = ((origin > 0) & (origin != INTERPOLATED)).any(axis=1)
        parts = [self.clips.frames(row) for row in range(len(self.clips))]
        return np.array([1 - hand[p][between[p]].mean() if between[p].any() else 1 for p in parts])

    def by_origin(self) -> dict[str, int]:
        """How many hands, frame by frame, come from where."""
        counts = np.bincount(self.clips.origin.ravel(), minlength=len(ORIGINS))
        return dict(zip(ORIGINS[1:], counts[1:].tolist(), strict=True))

    def without_hands(self) -> list[str]:
        """The paths of clips in which no hand was found at all."""
        parts = [self.clips.origin[self.clips.frames(i)].any() for i in range(len(self.clips))]
        return self.catalog.table["path"][~np.array(parts, bool)].tolist()

    def summary(self) -> str:
        """The counts in a few lines."""
        share = {name: 100 * part.mean() for name, part in self._of_frames().items()}
        frames = len(self.clips.origin)
        hands = ", ".join(f"{n} {name}" for name, n in self.by_origin().items() if n)
        lines = [
            f"{len(self.clips)} clips, {frames} frames: {self._between()}a hand in "
            f"{share['hand']:.1f} % of all frames, both in {share['both_hands']:.1f} %, one filled "
            f"in between two frames in {share['interpolated']:.1f} %.",
            f"Hands: {hands or 'none'}.",
        ]
        if poor := self._poor():
            lines.append(poor)
        if empty := self.without_hands():
            lines.append(f"{len(empty)} clips show no hand at all, such as {empty[0]}.")
        if len(self.failed):
            first = self.failed.iloc[0]
            lines.append(f"{len(self.failed)} clips left out, such as: {first['reason']}")
        lines.append(self._speed())
        return "\n".join(lines)

    def _between(self) -> str:
        between = self.clips.in_sight()
        if not between.any():
            return ""
        share = 100 * self._of_frames()["hand"][between].mean()
        return f"between each clip's first hand and its last a hand in {share:.1f} %; "

    def _poor(self) -> str:
        """The classes in which hands are missing in half of the frames that should have one."""
        table = self.by_class()
        table = table[table["hand_between"] < POOR]
        named = [f"{row.label} ({row.hand_between:.0f} %)" for row in table.head(10).itertuples()]
        more = f" and {len(table) - 10} more" if len(table) > 10 else ""
        words = "Hands are seen in under half of the frames between a clip's first and last hand in"
        return f"{words} {', '.join(named)}{more}: look at these clips." if named else ""

    def _of_frames(self) -> dict[str, np.ndarray]:
        origin = self.clips.origin
        return {
            "hand": (origin > 0).any(axis=1),
            "both_hands": (origin > 0).all(axis=1),
            "second_look": (origin == LOOKED).any(axis=1),
            "interpolated": (origin == INTERPOLATED).any(axis=1),
        }

    def _speed(self) -> str:
        if not self.computed:
            return "All of them were in the store already."
        speed = f"{self.clips_per_second:.1f} a second"
        return f"{self.computed} computed in {self.seconds:.1f} s, {speed}."
