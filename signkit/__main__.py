"""The command line: `python -m signkit COMMAND`; what the notebooks do, without one."""

import argparse
import os
import sys
from pathlib import Path

from signkit.config import (
    ClipPreprocessSettings,
    ImageSettings,
    PreprocessSettings,
    TrainSettings,
)
from signkit.errors import RunCancelled, RunPaused, SettingsError, SignkitError
from signkit.layout import Layout
from signkit.learning import LearningSettings
from signkit.settings import Settings

# Each, and how many names it takes.
VERSION_COMMANDS = {
    "list": 0,
    "promote": 1,
    "compare": None,
    "activate": 1,
    "roll-back": 0,
    "delete": 1,
}


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return 0, or 1 after saying what is wrong."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    given = _parser().parse_args(arguments)
    try:
        given.run(given)
    except (RunPaused, RunCancelled) as asked:
        print(f"signkit: {asked}", file=sys.stderr)
        return 130
    except SignkitError as error:
        print(f"signkit: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("signkit: stopped; the same command goes on from here.", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("signkit", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_data_commands, _training_commands, _run_commands, _other_commands):
        add(commands)
    return parser


def _data_commands(commands) -> None:
    samples = commands.add_parser("samples", help="draw the sample signs into a folder")
    samples.add_argument("folder")
    samples.set_defaults(run=_samples)
    preprocess = commands.add_parser("preprocess", help="check photos and find their hands")
    _add_settings(preprocess, PreprocessSettings)
    preprocess.set_defaults(run=_preprocess)
    clips = commands.add_parser(
        "preprocess-clips", help="check videos or landmark sequences and find their hands"
    )
    _add_settings(clips, ClipPreprocessSettings)
    clips.set_defaults(run=_preprocess_clips)


def _training_commands(commands) -> None:
    train = commands.add_parser("train", help="train and measure the sign classifier")
    _add_folds(train)
    _add_settings(train, TrainSettings)
    train.set_defaults(run=_train)
    images = commands.add_parser(
        "train-images", help="train and measure a classifier of photos alone"
    )
    images.add_argument("dataset", help="a folder in datasets/, or any folder of class folders")
    images.add_argument("--tune", action="store_true", help="search for the best values first")
    images.add_argument("--trials", type=int, help="as --max-trials")
    images.add_argument("--img-size", help="300, or height x width as in 256x1600")
    images.add_argument("--output", help="the run's folder; default one in runs/")
    _add_folds(images)
    _add_settings(images, ImageSettings, without=("dataset",))
    images.set_defaults(run=_train_images)


def _run_commands(commands) -> None:
    report = commands.add_parser("report", help="write a run's report again, say in Indonesian")
    report.add_argument("run_folder")
    report.add_argument("--language", default="en", help="en or id")
    report.add_argument("--photos", help="the data set's folder, where it isn't found by itself")
    report.set_defaults(run=_report)
    compare = commands.add_parser("compare", help="several runs on one page")
    compare.add_argument("run_folders", nargs="+", metavar="RUN_FOLDER")
    compare.add_argument("--language", default="en", help="en or id")
    compare.add_argument("--output", default="comparison.html", help="default comparison.html")
    compare.set_defaults(run=_compare)
    for what, does in (("pause", "the same call goes on"), ("cancel", "models are removed")):
        request = commands.add_parser(what, help=f"{what} a training that runs elsewhere: {does}")
        request.add_argument("run_folder")
        request.set_defaults(run=_request, what=what)
    versions = commands.add_parser("versions", help="keep, compare and choose trained models")
    versions.add_argument("do", choices=VERSION_COMMANDS, metavar="|".join(VERSION_COMMANDS))
    versions.add_argument("names", nargs="*", help="a run's folder to promote, or versions")
    versions.add_argument("--task", default="sign", help="the folder in models/; default sign")
    versions.add_argument("--root", default="", help="the Drive folder")
    versions.add_argument("--note", default="", help="a word on what is promoted")
    versions.set_defaults(run=_versions)


def _other_commands(commands) -> None:
    doctor = commands.add_parser("doctor", help="check the install, in under a minute")
    doctor.add_argument("--root", default="", help="the Drive folder")
    doctor.set_defaults(run=_doctor)
    listing = commands.add_parser("models", help="list image models, backbones and losses")
    listing.set_defaults(run=_models)
    notebook = commands.add_parser("run-notebook", help="execute a notebook headless")
    notebook.add_argument("notebook")
    notebook.add_argument(
        "-p",
        dest="parameters",
        nargs=2,
        action="append",
        default=[],
        metavar=("NAME", "VALUE"),
        help="a value for the notebook's parameter cell; may be repeated",
    )
    notebook.set_defaults(run=_run_notebook)


def _add_folds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--folds", type=int, default=0, help="cross-validate in so many folds")


def _add_settings(
    parser: argparse.ArgumentParser, settings: type[Settings], without: tuple[str, ...] = ()
) -> None:
    for name, field in settings.model_fields.items():
        if name in without:
            continue
        option = f"--{name.replace('_', '-')}"
        kind = type(field.default)
        if kind is bool:
            parser.add_argument(
                option, action=argparse.BooleanOptionalAction, default=field.default
            )
        else:
            parser.add_argument(
                option, type=kind, default=field.default, help=f"default {field.default!r}"
            )


def _settings(kind: type[Settings], given: argparse.Namespace) -> Settings:
    return kind.make(**{name: getattr(given, name) for name in kind.model_fields})


def _samples(given) -> None:
    from signkit.samples.dataset import make_sample_signs

    print(make_sample_signs(given.folder))


def _preprocess(given) -> None:
    from signkit.colab import open_layout
    from signkit.data.health import check
    from signkit.preprocess import (
        find_hands,
        look_for_copies,
        preview_split,
        read_catalog,
        tell_gap,
    )

    settings = _settings(PreprocessSettings, given)
    layout = open_layout(settings.root, settings.use_drive)
    health = check(read_catalog(settings, layout))
    print(health.summary().to_string(index=False))
    copies = look_for_copies(settings, health)
    print(copies.summary().to_string(index=False))
    print(preview_split(copies.catalog).to_string())
    extraction = find_hands(settings, layout, health, copies)
    print(extraction.by_class().to_string(index=False))
    print(extraction.summary())
    tell_gap(settings, layout, extraction, copies)


def _preprocess_clips(given) -> None:
    from signkit.clips.health import check_clips
    from signkit.colab import open_layout
    from signkit.preprocess import preview_split
    from signkit.preprocess_clips import (
        find_hands,
        look_for_copies,
        read_clips,
        tell_gap,
        write_overlays,
    )

    settings = _settings(ClipPreprocessSettings, given)
    layout = open_layout(settings.root, settings.use_drive)
    health = check_clips(read_clips(settings, layout))
    print(health.summary().to_string(index=False))
    extraction = find_hands(settings, layout, health)
    print(extraction.by_class().round(1).to_string(index=False))
    print(extraction.summary())
    copies = look_for_copies(settings, layout, extraction)
    print(copies.summary().to_string(index=False))
    print(preview_split(copies.catalog).to_string())
    write_overlays(settings, layout, extraction)
    tell_gap(settings, layout, extraction, copies)


def _train(given) -> None:
    from signkit.colab import open_layout

    settings = _settings(TrainSettings, given)
    _train_and_tell(settings, open_layout(settings.root, settings.use_drive), given.folds)


def _train_images(given) -> None:
    from signkit.colab import open_layout
    from signkit.prepare import prepare_photos

    settings = image_settings(given)
    layout = open_layout(settings.root, settings.use_drive)
    prepare_photos(settings, layout)
    _train_and_tell(settings, layout, given.folds)


def _train_and_tell(settings: LearningSettings, layout: Layout, folds: int = 0) -> None:
    from signkit.report.summary import summary
    from signkit.training.cross_validation import cross_validate
    from signkit.training.setup import open_run, split_catalog
    from signkit.training.trainer import train

    if folds:
        found = cross_validate(settings, layout, folds)
        print(found.table.to_string(index=False), found.sentence(), sep="\n")
        return
    catalog = split_catalog(settings, layout)
    print(*catalog.notes, sep="\n", end="\n" if catalog.notes else "")
    run = train(settings, layout, catalog, open_run(settings, layout, catalog))
    print(summary(run.folder, settings.language))


def image_settings(given: argparse.Namespace) -> ImageSettings:
    """Settings from the command's own short options and those of the notebook."""
    values = {name: getattr(given, name) for name in ImageSettings.model_fields}
    if given.tune:
        values["mode"] = "tuned"
    if given.trials is not None:
        values["max_trials"] = given.trials
    if given.output:
        values["run_name"] = str(Path(given.output).resolve())
    if given.img_size:
        height, _, width = given.img_size.lower().partition("x")
        values["img_height"], values["img_width"] = height, width or height
    folder = Path(values["dataset"]).expanduser()
    if folder.is_dir():
        values["dataset"] = str(folder.resolve())
    return ImageSettings.make(**values)


def _versions(given) -> None:
    from signkit.runs.versions import Versions

    layout = Layout.open(given.root or None)
    versions, takes = Versions(layout.models, given.task), VERSION_COMMANDS[given.do]
    if takes is not None and len(given.names) != takes:
        raise SettingsError(
            f"versions {given.do} takes {takes} names, not {len(given.names)}.",
            "See python -m signkit versions --help.",
        )
    if given.do == "compare":
        print(versions.compare(*given.names).to_string())
        return
    if given.do == "promote":
        versions.promote(given.names[0], note=given.note)
    elif given.do != "list":
        getattr(versions, given.do.replace("-", "_"))(*given.names)
    print(versions.list().to_string(index=False))


def _doctor(given) -> None:
    from signkit.doctor import examine, tell

    findings = examine(Layout(Path(given.root)) if given.root else None)
    print(tell(findings))
    if any(finding.state == "wrong" for finding in findings):
        raise SystemExit(1)


def _models(given) -> None:
    from signkit.models.backbones import BACKBONES
    from signkit.models.image import IMAGE_MODELS
    from signkit.training.losses import LOSSES

    for registry in (IMAGE_MODELS, BACKBONES, LOSSES):
        print(f"{registry.kind}{'es' if registry.kind.endswith('s') else 's'}:")
        for name, about in registry.describe().items():
            print(f"  {name:20} {about}")


def _report(given) -> None:
    from signkit.report.page import write_report
    from signkit.report.summary import summary
    from signkit.runs.record import Run

    photos = given.photos or Run(Path(given.run_folder)).photos()
    write_report(given.run_folder, data_root=photos, language=given.language)
    print(summary(given.run_folder, given.language))


def _compare(given) -> None:
    from signkit.report.compare import write_comparison

    print(write_comparison(given.run_folders, given.output, given.language))


def _request(given) -> None:
    from signkit.training.control import request

    request(given.run_folder, given.what)
    print(f"Asked to {given.what}: {given.run_folder}. A training there hears it after a batch.")
    if given.what == "cancel":
        print("Where none runs, nothing happens: to be rid of a paused run, delete its folder.")


def _run_notebook(given) -> None:
    from signkit.batch import run_notebook
    from signkit.report.summary import summary

    folder = run_notebook(given.notebook, dict(given.parameters))
    print(summary(folder) if (folder / "metrics.json").is_file() else folder)


if __name__ == "__main__":
    sys.exit(main())
