"""The ways to make a data set ready, and which of them one asks for."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from signkit.clips.listing.catalog import holds_clips
from signkit.errors import SettingsError
from signkit.layout import Layout
from signkit.preparation.clips import SAMPLE_CLIPS, prepare_clips
from signkit.preparation.prepared import Prepared
from signkit.preparation.signs import SAMPLE_SIGNS, prepare_signs
from signkit.preparation.things import SAMPLES, prepare_photos
from signkit.settings import ClipPreprocessSettings, ImageSettings, PreprocessSettings, Settings


@dataclass(frozen=True)
class Preparation:
    """One way, for what is looked at."""

    word: str  # what is looked at
    title: str  # the same of many
    settings: type[Settings]
    run: Callable[[Settings, Layout], Prepared]
    samples: Collection[str]  # data sets that are drawn
    holds: Callable[[Path, str | None], bool]  # whether a folder, or a CSV in it, is of this kind
    asks: tuple[str, ...]  # settings that count before a training

    @property
    def own(self) -> set[str]:
        """Settings that no other way has."""
        others = [way for way in PREPARATIONS if way is not self]
        return set(self.asks).difference(*(way.asks for way in others))


_THINGS = (
    "root",
    "dataset",
    "csv",
    "voc",
    "several_labels",
    "label_separator",
    "label_pattern",
    "group_pattern",
    "group_column",
    "groups_are",
    "copies",
    "use_drive",
)
# In this order: photos are of signs where nobody says that they are of things.
PREPARATIONS = (
    Preparation(
        "thing", "Things", ImageSettings, prepare_photos, SAMPLES, lambda *_: False, _THINGS
    ),
    Preparation(
        "clip",
        "Clips",
        ClipPreprocessSettings,
        prepare_clips,
        (SAMPLE_CLIPS,),
        holds_clips,
        tuple(ClipPreprocessSettings.model_fields),
    ),
    Preparation(
        "sign",
        "Signs",
        PreprocessSettings,
        prepare_signs,
        (SAMPLE_SIGNS,),
        lambda *_: True,
        tuple(PreprocessSettings.model_fields),
    ),
)


def way_named(word: str) -> Preparation:
    """The way for what `word` names; raises SettingsError where nothing is prepared of it."""
    for way in PREPARATIONS:
        if way.word == word:
            return way
    raise SettingsError(
        f"There is nothing to prepare of the kind {word!r}.",
        f"Choose one of {', '.join(way.word for way in PREPARATIONS)}; sentences are trained on as "
        "they are.",
    )


def way_for(dataset: str, asked: Collection[str], csv: str, layout: Layout) -> Preparation:
    """The way that a data set asks for: by settings that one way alone has, or by what it holds.

    `asked` are the names of the settings given. Raises DataError where there is no such data set.
    """
    for way in PREPARATIONS:
        if dataset in way.samples or way.own & set(asked):
            return way
    folder = layout.dataset(dataset)
    return next(way for way in PREPARATIONS if way.holds(folder, csv or None))
