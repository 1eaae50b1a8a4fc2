"""What each command does, given what the command line asked for.

Imports are within: `--help` and a wrong word are answered at once, not after TensorFlow.
"""

import sys
from argparse import Namespace
from pathlib import Path

from signkit.errors import SettingsError
from signkit.layout import Layout
from signkit.settings import (
    ClipPreprocessSettings,
    ImageSettings,
    PreprocessSettings,
    TextSettings,
    TrainSettings,
)
from signkit.settings.base import Settings
from signkit.settings.learning import LearningSettings

# Each, and how many names it takes.
VERSION_COMMANDS = {
    "list": 0,
    "promote": 1,
    "compare": None,
    "activate": 1,
    "roll-back": 0,
    "delete": 1,
}


def _given(kind: type[Settings], given: Namespace) -> dict:
    """What was given of a kind's settings; the others have their defaults."""
    return {name: value for name, value in vars(given).items() if name in kind.model_fields}


def _settings(kind: type[Settings], given: Namespace) -> Settings:
    return kind.make(**_given(kind, given))


def _show(table, index: bool = False) -> None:
    from signkit.tables import as_text

    print(as_text(table, index))


def samples(given: Namespace) -> None:
    """Draw the sample signs."""
    from signkit.samples.dataset import make_sample_signs

    print(make_sample_signs(given.folder))


def preprocess(given: Namespace) -> None:
    """Check photos and find their hands."""
    from signkit.notebook.colab import open_layout
    from signkit.preparation.signs import prepare_signs

    settings = _settings(PreprocessSettings, given)
    prepare_signs(settings, open_layout(settings.root, settings.use_drive))


def preprocess_clips(given: Namespace) -> None:
    """Check clips and find their hands."""
    from signkit.notebook.colab import open_layout
    from signkit.preparation.clips import prepare_clips

    settings = _settings(ClipPreprocessSettings, given)
    prepare_clips(settings, open_layout(settings.root, settings.use_drive))


def train(given: Namespace) -> None:
    """Train and measure signs, or each fold of them."""
    _train_and_tell(_settings(TrainSettings, given), given.folds)


def train_images(given: Namespace) -> None:
    """Train and measure photos alone, or each fold of them."""
    from signkit.notebook.colab import open_layout
    from signkit.preparation.things import prepare_photos

    settings = image_settings(given)
    prepare_photos(settings, open_layout(settings.root, settings.use_drive))
    _train_and_tell(settings, given.folds)


def train_text(given: Namespace) -> None:
    """Train and measure a translator of sentences."""
    given.dataset = _folder_or_name(given.dataset)
    _train_and_tell(_settings(TextSettings, given))


def predict(given: Namespace) -> None:
    """Say what a trained model sees in files."""
    from signkit.api.loading import load

    model = load(given.model, given.model_folder, given.root)
    found = model.predict(given.files if len(given.files) > 1 else given.files[0])
    print(found)


def translate(given: Namespace) -> None:
    """Translate sentences by a finished run."""
    from signkit.models.texts.translator import Translator

    translator = Translator.load(given.run_folder)
    sentences = given.sentences or [line.strip() for line in sys.stdin if line.strip()]
    for sentence in sentences:
        if unknown := translator.unknown(sentence):
            print(f"Never seen in training: {', '.join(unknown)}", file=sys.stderr)
    print(*translator.translate(sentences), sep="\n")


def _train_and_tell(settings: LearningSettings, folds: int = 0) -> None:
    from signkit.api.training import train as fit

    found = fit(settings, folds=folds)
    if folds:
        _show(found.table)
        print(found.sentence())
    else:
        print(found.summary(settings.language))


def image_settings(given: Namespace) -> ImageSettings:
    """Settings from the command's own short options and those of the notebook."""
    values = _given(ImageSettings, given)
    if given.tune:
        values["mode"] = "tuned"
    if given.trials is not None:
        values["max_trials"] = given.trials
    if given.output:
        values["run_name"] = str(Path(given.output).resolve())
    if given.img_size:
        height, _, width = given.img_size.lower().partition("x")
        values["img_height"], values["img_width"] = height, width or height
    values["dataset"] = _folder_or_name(values["dataset"])
    return ImageSettings.make(**values)


def _folder_or_name(dataset: str) -> str:
    folder = Path(dataset).expanduser()
    return str(folder.resolve()) if folder.is_dir() else dataset


def versions(given: Namespace) -> None:
    """List, promote, compare or choose model versions."""
    from signkit.versions.store import Versions

    layout = Layout.open(given.root or None)
    versions, takes = Versions(layout.models, given.model_folder), VERSION_COMMANDS[given.do]
    if takes is not None and len(given.names) != takes:
        raise SettingsError(
            f"versions {given.do} takes {takes} names, not {len(given.names)}.",
            "See python -m signkit versions --help.",
        )
    if given.do == "compare":
        _show(versions.compare(*given.names), index=True)
        return
    if given.do == "promote":
        versions.promote(given.names[0], note=given.note)
    elif given.do != "list":
        getattr(versions, given.do.replace("-", "_"))(*given.names)
    _show(versions.list())


def doctor(given: Namespace) -> None:
    """Check the install; exit with 1 where something is wrong."""
    from signkit.doctor import examine, tell

    findings = examine(Layout(Path(given.root)) if given.root else None)
    print(tell(findings))
    if any(finding.state == "wrong" for finding in findings):
        raise SystemExit(1)


def models(given: Namespace) -> None:
    """List image models, backbones and losses."""
    from signkit.models.photos.backbones import BACKBONES
    from signkit.models.photos.image import IMAGE_MODELS
    from signkit.training.loop.losses import LOSSES

    for registry in (IMAGE_MODELS, BACKBONES, LOSSES):
        print(f"{registry.kind}{'es' if registry.kind.endswith('s') else 's'}:")
        for name, about in registry.describe().items():
            print(f"  {name:20} {about}")


def report(given: Namespace) -> None:
    """Write a run's report again."""
    from signkit.api.run import Run

    run = Run(given.run_folder)
    run.report(given.language, given.photos, given.groups_are)
    print(run.summary(given.language))


def compare(given: Namespace) -> None:
    """Put several runs on one page."""
    from signkit.report.compare.page import write_comparison

    print(write_comparison(given.run_folders, given.output, given.language))


def request(given: Namespace) -> None:
    """Ask a training that runs elsewhere to pause or end."""
    from signkit.training.loop.control import request

    request(given.run_folder, given.what)
    print(f"Asked to {given.what}: {given.run_folder}. A training there hears it after a batch.")
    if given.what == "cancel":
        print("Where none runs, nothing happens: to be rid of a paused run, delete its folder.")


def run_notebook(given: Namespace) -> None:
    """Execute a notebook headless."""
    from signkit.notebook.batch import run_notebook
    from signkit.report.summary import summary
    from signkit.runs.files import METRICS
    from signkit.runs.record import Run

    folder = run_notebook(given.notebook, dict(given.parameters), cell_timeout=given.cell_timeout)
    print(summary(folder) if Run(folder).has(METRICS) else folder)
