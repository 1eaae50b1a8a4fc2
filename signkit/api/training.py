"""`signkit.train`: from settings to a measured run, whatever is looked at."""

from pathlib import Path

from signkit.api.keywords import given_of, with_keywords
from signkit.api.run import Run
from signkit.settings import (
    ClassifierSettings,
    ImageSettings,
    LearningSettings,
    TextSettings,
    TrainSettings,
)

HEADINGS = {
    "Every training": LearningSettings,
    "Every classifier": ClassifierSettings,
    "Signs": TrainSettings,
    "Things": ImageSettings,
    "Sentences": TextSettings,
}


@with_keywords({title: (fields, tuple(fields.model_fields)) for title, fields in HEADINGS.items()})
def train(dataset="", kind: str = "", folds: int = 0, report: bool = True, **settings):
    """Train, or go on with a training that was cut off, and measure it once on the test side.

        run = signkit.train("bisindo", option="B", seed=1)

    `dataset` is a folder in `datasets/` or any folder, made ready by `signkit.prepare`. `kind` is
    "sign", "clip", "thing" or "sentence"; left out, it is told by settings that one kind alone has
    (`option`, `mode`, `beam`), or by what was prepared. `folds` tests every photo once, by as many
    trainings. Returns a `Run`: `run.metrics`, `run.show("curves")`, `run.report("id")`; of folds
    their common figures. Raises SettingsError or DataError, in words, before anything long. The
    same call goes on where it was cut off, and gives a finished run back.

    Instead of a name `dataset` may be settings, or a training that was set up.
    """
    from signkit.notebook.colab import open_layout
    from signkit.training.cross_validation import cross_validate
    from signkit.training.setup import Training, set_up
    from signkit.training.trainer import train as fit

    if isinstance(dataset, Training):
        return Run(fit(dataset, report).folder)
    chosen = dataset
    if isinstance(dataset, str | Path):
        chosen = _settings(str(dataset), kind, given_of(settings))
    layout = open_layout(chosen.root, chosen.use_drive)
    if folds:
        return cross_validate(chosen, layout, folds)
    return Run(fit(set_up(chosen, layout), report).folder)


def _settings(dataset: str, kind: str, given: dict) -> LearningSettings:
    """The settings of the kind that is named, asked for by settings, or prepared."""
    from signkit.notebook.colab import open_layout
    from signkit.training.kinds.told import kind_for

    layout = open_layout(given.get("root", ""), given.get("use_drive", False))
    found = kind_for(dataset, kind, given, layout)
    return found.settings.make(dataset=dataset, **{**found.usual, **given})
