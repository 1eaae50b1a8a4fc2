"""A data set that was made ready for a training, as one thing to look at."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from matplotlib.figure import Figure

from signkit.data.catalog import Catalog


@dataclass(frozen=True)
class Prepared:
    """What a data set holds, what is odd about it, and what was found in it."""

    catalog: Catalog  # what a training reads
    health: Any  # of photos or clips: `summary()`, `issues`
    copies: Any  # pairs of copies: `summary()`, `pairs`
    told: tuple[str, ...]  # what was said of it, a paragraph each
    found: Any = None  # the hands, where they were looked for: `summary()`, `by_class()`
    gap: Any = None  # what a random split would hide, where that could be measured
    pictures: dict[str, Callable[[], Figure]] = field(default_factory=dict, repr=False)

    def summary(self) -> str:
        """What was said while it was made ready."""
        return "\n".join(filter(None, self.told))

    def show(self, *names: str) -> None:
        """Show its pictures in a notebook: all, or those of `pictures` that are named."""
        from IPython.display import display

        for name in names or self.pictures:
            display(self.pictures[name]())

    def __str__(self):
        return self.summary()
