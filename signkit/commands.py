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


def _show_findings(table) -> None:
    from signkit.tables import findings_text

    print(findings_text(table))


def samples(given: Namespace) -> None:
    """Draw the sample signs."""
    from signkit.samples.dataset import make_sample_signs

    print(make_sample_signs(given.folder))


def preprocess(given: Namespace) -> None:
    """Check photos and find their hands."""
    from signkit.data.checks.health import check
    from signkit.notebook.colab import open_layout
    from signkit.preparation.signs import (
        find_hands,
        keep_copies,
        look_for_copies,
        preview_split,
        read_catalog,
        tell,
        tell_gap,
    )

    settings = _settings(PreprocessSettings, given)
    layout = open_layout(settings.root, settings.use_drive)
    catalog = read_catalog(settings, layout)
    tell(catalog.notes)
    health = check(catalog)
    _show_findings(health.summary())
    copies = look_for_copies(settings, health)
    _show_findings(copies.summary())
    keep_copies(settings, layout, copies)
    _show(preview_split(copies.catalog), index=True)
    extraction = find_hands(settings, layout, health, copies)
    _show(extraction.by_class())
    print(extraction.summary())
    tell_gap(settings, layout, extraction, copies)


def preprocess_clips(given: Namespace) -> None:
    """Check clips and find their hands."""
    from signkit.clips.checks.health import check_clips
    from signkit.notebook.colab import open_layout
    from signkit.preparation.clips import (
        find_hands,
        look_for_copies,
        read_clips,
        tell_gap,
        write_overlays,
    )
    from signkit.preparation.signs import preview_split, tell

    settings = _settings(ClipPreprocessSettings, given)
    layout = open_layout(settings.root, settings.use_drive)
    catalog = read_clips(settings, layout)
    tell(catalog.notes)
    health = check_clips(catalog)
    _show_findings(health.summary())
    extraction = find_hands(settings, layout, health)
    _show(extraction.by_class())
    print(extraction.summary())
    copies = look_for_copies(settings, layout, extraction)
    _show_findings(copies.summary())
    _show(preview_split(copies.catalog), index=True)
    write_overlays(settings, layout, extraction)
    tell_gap(settings, layout, extraction, copies)


def train(given: Namespace) -> None:
    """Train and measure signs, or each fold of them."""
    from signkit.notebook.colab import open_layout

    settings = _settings(TrainSettings, given)
    _train_and_tell(settings, open_layout(settings.root, settings.use_drive), given.folds)


def train_images(given: Namespace) -> None:
    """Train and measure photos alone, or each fold of them."""
    from signkit.notebook.colab import open_layout
    from signkit.preparation.things import prepare_photos

    settings = image_settings(given)
    layout = open_layout(settings.root, settings.use_drive)
    prepare_photos(settings, layout)
    _train_and_tell(settings, layout, given.folds)


def train_text(given: Namespace) -> None:
    """Train and measure a translator of sentences."""
    from signkit.notebook.colab import open_layout

    given.dataset = _folder_or_name(given.dataset)
    settings = _settings(TextSettings, given)
    _train_and_tell(settings, open_layout(settings.root, settings.use_drive))


def translate(given: Namespace) -> None:
    """Translate sentences by a finished run."""
    from signkit.models.texts.translator import Translator

    translator = Translator.load(given.run_folder)
    sentences = given.sentences or [line.strip() for line in sys.stdin if line.strip()]
    for sentence in sentences:
        if unknown := translator.unknown(sentence):
            print(f"Never seen in training: {', '.join(unknown)}", file=sys.stderr)
    print(*translator.translate(sentences), sep="\n")


def _train_and_tell(settings: LearningSettings, layout: Layout, folds: int = 0) -> None:
    from signkit.report.summary import summary
    from signkit.training.cross_validation import cross_validate
    from signkit.training.setup import open_run, split_catalog
    from signkit.training.trainer import train

    if folds:
        found = cross_validate(settings, layout, folds)
        _show(found.table)
        print(found.sentence())
        return
    catalog = split_catalog(settings, layout)
    print(*catalog.notes, sep="\n", end="\n" if catalog.notes else "")
    run = train(settings, layout, catalog, open_run(settings, layout, catalog))
    print(summary(run.folder, settings.language))


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
    from signkit.data.group_kinds import kind_of_groups
    from signkit.report.page import write_report
    from signkit.report.summary import summary
    from signkit.runs.record import Run

    run = Run(Path(given.run_folder))
    if given.groups_are:
        run.note_resolved(groups_are=kind_of_groups(given.groups_are))
    photos = given.photos or run.photos()
    write_report(given.run_folder, data_root=photos, language=given.language)
    print(summary(given.run_folder, given.language))


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
