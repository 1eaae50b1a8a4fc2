"""What runs of one answer are compared by, and how."""

from typing import Protocol

import pandas as pd

from signkit.evaluation.paired import Paired


class PairedRuns(Protocol):
    """How two runs of one answer are compared on what both were tested on.

    A `record` is what a run folder holds, piece by piece, such as `metrics` and `predictions`.
    """

    does: str  # what the runs do, after their names
    measures: tuple[str, ...]  # figures that they may be told apart by
    table: str  # the run's file of what was said of each photo or sentence

    def figures(self, record, split: str = "test") -> dict:
        """The figures of a split by name, shares 0-1; {} where the run has none."""

    def rows(self, record) -> pd.DataFrame:
        """A row a test photo (or sentence), indexed by what it is: `label`, `right`, `group`.

        And what else `compare` needs, which takes rows of one index.
        """

    def validated_on(self, record) -> str:
        """The same text for runs whose epochs were chosen on the same photos."""

    def trained_on(self, record) -> int:
        """How many photos trained the weights, 0 where the run does not say."""

    def compare(self, first: pd.DataFrame, second: pd.DataFrame, seed: int = 0) -> Paired | None:
        """The figure that counts, first minus second; None where the rows don't tell it."""

    def over_repetitions(
        self, first: list[pd.DataFrame], second: list[pd.DataFrame]
    ) -> tuple[float, float]:
        """The interval, over photos or groups, of the difference over several pairs of runs."""
