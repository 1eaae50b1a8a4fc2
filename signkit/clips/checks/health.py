"""What is wrong with clips before anything is learnt from them: every one read once."""

from dataclasses import dataclass

import pandas as pd

from signkit.clips.checks.look import FEWEST_FRAMES, SHORTEST, look_at
from signkit.data.catalog import Catalog
from signkit.data.checks.health import IMBALANCE, issue_rows, usable
from signkit.data.group_kinds import group_rows

_ODD = 0.2  # part by which a frame rate may differ from most others before it is odd
_MOSTLY = 0.9  # part of a class's clips that makes it a class of clips like these
_NEARLY_ALL = 0.8  # part of the sequences that have one length

# Each issue, and what it means for the user; the first two leave the clip out.
ISSUES = {
    "unreadable": "damaged, incomplete or empty: left out",
    "unknown_layout": "numbers of no known layout of hands, nothing damaged: left out",
    "cut_off": "a part of what the file announces is missing: what is there is used",
    "gaps": "frames are missing between others: filled in and marked where it is a moment, masked "
    "where it is longer",
    "odd_length": "fewer frames than nearly all other sequences: look whether any are missing at "
    "the begin or end",
    "no_hands": "a landmark sequence without a hand in any frame: nothing to learn from",
    "no_motion": "every frame the same: a photo, not a sign in time",
    "short": f"under {SHORTEST} seconds or {FEWEST_FRAMES} frames: hardly a sign",
    "odd_rate": "another frame rate than most clips here: evened out, but look whether one class "
    "has them all",
}
LEFT_OUT = ("unreadable", "unknown_layout")


@dataclass(frozen=True)
class ClipHealth:
    """The findings: `clips` has a row a clip, `issues` a row a finding.

    `clips`: path, label, kind ("video" or "sequence"), width, height (pixels as shown), rate
    (frames a second), frames, seconds, moving (False where every frame is the same); 0 is unknown.
    `issues`: path, label, issue (a key of ISSUES), detail.
    """

    catalog: Catalog
    clips: pd.DataFrame
    issues: pd.DataFrame

    def usable(self) -> Catalog:
        """The catalog without the clips that can't be read, and a note that counts them.

        Raises DataError where that leaves fewer than two classes.
        """
        return usable(self.catalog, self.issues, LEFT_OUT, "clips")

    def by_class(self) -> pd.DataFrame:
        """One row a class: its clips, those without motion, and frames and seconds of a clip.

        `frames` and `seconds` are medians over the clips that can be read; seconds are missing for
        sequences, which don't know their rate.
        """
        readable = self.clips[self.clips["frames"] > 0]
        readable = readable.assign(seconds=readable["seconds"].where(readable["seconds"] > 0))
        facts = readable.groupby("label").agg(
            frames=("frames", "median"),
            seconds=("seconds", "median"),
            without_motion=("moving", lambda moving: int((~moving).sum())),
        )
        sizes = self.clips.groupby("label").size().rename("clips").to_frame()
        return sizes.join(facts)[["clips", "without_motion", "frames", "seconds"]]

    def summary(self) -> pd.DataFrame:
        """One row a finding: how many clips, what it means, and an example.

        What listing them noted is in the catalog's `notes`.
        """
        kinds = self.clips["kind"].value_counts()
        held = ", ".join(f"{count} {kind}s" for kind, count in kinds.items())
        rows = [
            ("clips", str(len(self.catalog)), f"in {len(self.catalog.classes)} classes: {held}"),
            ("class balance", *self._balance()),
            ("length", "", self._lengths()),
            ("motion", "", self._motion()),
        ]
        rows = [(*row, "") for row in rows]
        rows += group_rows(self.catalog.table, self.catalog.groups_are, "clips")
        rows += issue_rows(self.issues, ISSUES)
        return pd.DataFrame(rows, columns=["finding", "count", "meaning", "example"])

    def _balance(self) -> tuple[str, str]:
        sizes = self.catalog.table["label"].value_counts()
        uneven = sizes.iloc[0] / sizes.iloc[-1]
        words = (
            f"{sizes.index[-1]!r} has {sizes.iloc[-1]}, {sizes.index[0]!r} {sizes.iloc[0]} clips"
        )
        if uneven > IMBALANCE:
            words += f": {uneven:.1f} times as many; use class weights"
        return f"{uneven:.2f}", words

    def _lengths(self) -> str:
        seconds = self.clips["seconds"][self.clips["seconds"] > 0]
        if len(seconds):
            return f"{seconds.min():.1f} to {seconds.max():.1f} seconds, median {_middle(seconds)}"
        frames = self.clips["frames"][self.clips["frames"] > 0]
        if not len(frames):
            return "unknown"
        return f"{frames.min()} to {frames.max()} frames, median {frames.median():.0f}"

    def _motion(self) -> str:
        table = self.by_class()
        still = table.index[table["without_motion"] >= _MOSTLY * table["clips"]]
        if not len(still):
            return "in every class"
        words = f"none in {len(still)} of {len(table)} classes: {', '.join(still[:15])}"
        if len(still) < len(table):
            words += "; that alone tells them from the others, so accuracy says little"
        return words


def _middle(seconds) -> str:
    return f"{seconds.median():.1f}"


def check_clips(catalog: Catalog, progress=True) -> ClipHealth:
    """Read every clip once, every frame of it, and list what is wrong with the data set.

    Raises DataError only where the disk itself fails.
    """
    looks = look_at(catalog, progress)
    known = catalog.table[["path", "label"]]
    clips = known.join(pd.DataFrame([look.facts() for look in looks]))
    found = [(row, *fault) for row, look in enumerate(looks) for fault in look.faults]
    found += _odd_rates(clips) + _odd_lengths(clips)
    issues = pd.DataFrame(found, columns=["row", "issue", "detail"])
    issues["order"] = issues["issue"].map(list(ISSUES).index)
    issues = issues.sort_values(["order", "row"]).join(known, on="row")
    return ClipHealth(
        catalog, clips, issues[["path", "label", "issue", "detail"]].reset_index(drop=True)
    )


def _odd_rates(clips) -> list[tuple[int, str, str]]:
    rates = clips["rate"][clips["rate"] > 0]
    if rates.empty:
        return []
    usual = rates.round().mode()[0]
    odd = rates[(rates - usual).abs() > _ODD * usual]
    if len(odd) > len(rates) / 2:  # variable rates: there is none that most have
        return []
    return [
        (row, "odd_rate", f"{rate:.1f} frames a second, most have {usual:.0f}")
        for row, rate in odd.items()
    ]


def _odd_lengths(clips) -> list[tuple[int, str, str]]:
    frames = clips["frames"][(clips["kind"] == "sequence") & (clips["frames"] > 0)]
    usual = frames.mode()
    if usual.empty or (frames == usual[0]).mean() < _NEARLY_ALL:
        return []
    fewer = frames[frames < usual[0]]
    return [
        (row, "odd_length", f"{count} frames, most have {usual[0]}") for row, count in fewer.items()
    ]
