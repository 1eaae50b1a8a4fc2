"""A field of settings: what it means, where it stands in forms, and where it counts."""

from dataclasses import asdict, dataclass
from typing import Any

from pydantic import Field
from pydantic.fields import FieldInfo

# The headings that forms, the command line's help and the page of settings have, in their order.
DATA = "The data"
WHAT = "What is learnt"
NETWORK = "The network"
TRAINING = "The training"
CHANGES = "How training photos are changed"
SEARCH = "The search for the best values"
SPLIT = "The split"
RUN = "The run"
GROUPS = (WHAT, DATA, NETWORK, TRAINING, CHANGES, SEARCH, SPLIT, RUN)


@dataclass(frozen=True)
class Where:
    """Where a setting counts: where another one, or a property of the settings, has a value.

    `values` are those it may have; none of them mean that it is given at all. `words` say it where
    the name and the values don't.
    """

    setting: str
    values: tuple = ()
    words: str = ""

    def holds(self, settings) -> bool:
        """Whether it is so in `settings`, in which the recipe's values stand."""
        value = getattr(settings, self.setting)
        return value in self.values if self.values else bool(value)

    def __str__(self):
        if self.words:
            return self.words
        if not self.values:
            return f"{self.setting.upper()} is given"
        if self.values == ("",):
            return f"{self.setting.upper()} is empty"
        *first, last = map(str, self.values)
        return f"{self.setting.upper()} is {' or '.join(filter(None, [', '.join(first), last]))}"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a field says of itself beside its type, its default and its description."""

    group: str  # one of GROUPS
    names: tuple[str, ...] = ()  # that a text may be, or is made of
    free: bool = False  # whether it may be another text than `names`
    recipe: bool = False  # the option's or mode's own value counts where nothing is chosen
    form: bool = True  # whether the notebooks' forms have it
    computes: bool = True  # whether a run's figures can hang on it
    only: tuple[Where, ...] = ()  # all of these must hold for it to count
    without: object = None  # where they don't, what is done: asking for just that is no fault

    def counts(self, settings) -> bool:
        """Whether the field counts in `settings`, in which the recipe's values stand."""
        return all(where.holds(settings) for where in self.only)


def setting(default, about: str, group: str, **more) -> Any:
    """A field with its description; `more` are the other parts of Mark, and pydantic's limits."""
    marks = {name: more.pop(name) for name in Mark.__dataclass_fields__ if name in more}
    mark = asdict(Mark(group=group, **marks))
    return Field(default, description=about, json_schema_extra=mark, **more)


def mark_of(field: FieldInfo) -> Mark:
    """What a field made by `setting` says of itself."""
    kept = dict(field.json_schema_extra)
    return Mark(**{**kept, "only": tuple(Where(**where) for where in kept["only"])})
