"""Which kind of training is meant: by its word, by the settings given, by what was prepared."""

from collections.abc import Collection

from signkit.errors import DataError, SettingsError
from signkit.layout import Layout
from signkit.training.kinds.base import Kind
from signkit.training.kinds.table import KINDS


def kind_for(dataset: str, word: str, asked: Collection[str], layout: Layout) -> Kind:
    """The kind that `word` names, or that alone has all settings `asked`, or that is prepared.

    Raises SettingsError on an unknown word, DataError where nothing was prepared, or there is no
    such data set.
    """
    kinds = tuple(KINDS.values())
    named = [kind for kind in kinds if kind.word == word]
    if word and not named:
        raise SettingsError(
            f"There is no training of the kind {word!r}.",
            f"Choose one of {', '.join(kind.word for kind in kinds)}.",
        )
    may = [kind for kind in named or kinds if set(asked) <= set(kind.settings.model_fields)]
    may = may or named or kinds
    if len(may) == 1:
        return may[0]
    for kind in may:
        if kind.ready(dataset, layout):
            return kind
    raise DataError(
        f"{layout.dataset(dataset)} isn't made ready for such a training yet.",
        f"Prepare it first: signkit.prepare({dataset!r}).",
    )
