"""The command line: `python -m signkit COMMAND`; what the notebooks do, without one."""

import argparse
import os
import sys

from signkit import commands as does
from signkit.errors import RunCancelled, RunPaused, SignkitError
from signkit.settings import (
    ClipPreprocessSettings,
    ImageSettings,
    PreprocessSettings,
    TextSettings,
    TrainSettings,
)
from signkit.settings.about import About, grouped
from signkit.settings.base import RENAMED, Settings, renamed


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
    samples.set_defaults(run=does.samples)
    preprocess = commands.add_parser("preprocess", help="check photos and find their hands")
    _add_settings(preprocess, PreprocessSettings)
    preprocess.set_defaults(run=does.preprocess)
    clips = commands.add_parser(
        "preprocess-clips", help="check videos or landmark sequences and find their hands"
    )
    _add_settings(clips, ClipPreprocessSettings)
    clips.set_defaults(run=does.preprocess_clips)


def _training_commands(commands) -> None:
    train = commands.add_parser("train", help="train and measure the sign classifier")
    _add_folds(train)
    _add_settings(train, TrainSettings)
    train.set_defaults(run=does.train)
    text = commands.add_parser("train-text", help="train and measure a translator of sentences")
    text.add_argument("dataset", help="a folder in datasets/, or any folder of sentence pairs")
    _add_settings(text, TextSettings, without=("dataset",))
    text.set_defaults(run=does.train_text)
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
    images.set_defaults(run=does.train_images)


def _run_commands(commands) -> None:
    report = commands.add_parser("report", help="write a run's report again, say in Indonesian")
    report.add_argument("run_folder")
    report.add_argument("--language", default="en", help="en or id")
    report.add_argument("--photos", help="the data set's folder, where it isn't found by itself")
    report.add_argument("--groups-are", default="", help="what a group is: signer, session, ...")
    report.set_defaults(run=does.report)
    compare = commands.add_parser("compare", help="several runs on one page")
    compare.add_argument("run_folders", nargs="+", metavar="RUN_FOLDER")
    compare.add_argument("--language", default="en", help="en or id")
    compare.add_argument("--output", default="comparison.html", help="default comparison.html")
    compare.set_defaults(run=does.compare)
    for what, then in (("pause", "the same call goes on"), ("cancel", "models are removed")):
        request = commands.add_parser(what, help=f"{what} a training that runs elsewhere: {then}")
        request.add_argument("run_folder")
        request.set_defaults(run=does.request, what=what)
    versions = commands.add_parser("versions", help="keep, compare and choose trained models")
    versions.add_argument(
        "do", choices=does.VERSION_COMMANDS, metavar="|".join(does.VERSION_COMMANDS)
    )
    versions.add_argument("names", nargs="*", help="a run's folder to promote, or versions")
    versions.add_argument(
        "--model-folder", default="sign", help="the folder in models/; default sign"
    )
    versions.add_argument("--task", dest="model_folder", action=_Renamed)
    versions.add_argument("--root", default="", help="the Drive folder")
    versions.add_argument("--note", default="", help="a word on what is promoted")
    versions.set_defaults(run=does.versions)


def _other_commands(commands) -> None:
    doctor = commands.add_parser("doctor", help="check the install, in under a minute")
    doctor.add_argument("--root", default="", help="the Drive folder")
    doctor.set_defaults(run=does.doctor)
    listing = commands.add_parser("models", help="list image models, backbones and losses")
    listing.set_defaults(run=does.models)
    translate = commands.add_parser("translate", help="translate by a finished train-text run")
    translate.add_argument("run_folder")
    translate.add_argument("sentences", nargs="*", help="default: the lines of standard input")
    translate.set_defaults(run=does.translate)
    predict = commands.add_parser("predict", help="say what a trained model sees in files")
    predict.add_argument("model", help="a run's folder, a version's name, or active")
    predict.add_argument("files", nargs="+", help="photos, clips, folders of them; sentences")
    predict.add_argument("--model-folder", default="", help="the folder in models/, of several")
    predict.add_argument("--root", default="", help="the Drive folder")
    predict.set_defaults(run=does.predict)
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
    notebook.add_argument(
        "--cell-timeout", type=int, help="seconds that a cell may take; default any"
    )
    notebook.set_defaults(run=does.run_notebook)


def _add_folds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folds", type=int, default=0, metavar="N", help="cross-validate in so many folds"
    )


def _add_settings(
    parser: argparse.ArgumentParser, settings: type[Settings], without: tuple[str, ...] = ()
) -> None:
    """Give a command an option for every setting, under the headings that forms have.

    What isn't given is left out of what is parsed: the settings know their defaults.
    """
    parser.usage = "%(prog)s [-h] " + "DATASET " * ("dataset" in without) + "[--SETTING VALUE ...]"
    for heading, found in grouped(settings):
        place = parser.add_argument_group(heading)
        for one in found:
            if one.name not in without:
                place.add_argument(_option(one.name), **_asked(one), help=_help(one))
    for old, new in RENAMED.items():
        if new in settings.model_fields:
            parser.add_argument(_option(old), dest=new, action=_Renamed)


class _Renamed(argparse.Action):
    """An option that was called otherwise once: it still does, and it is told."""

    def __init__(self, option_strings, dest, **more):
        super().__init__(option_strings, dest, default=argparse.SUPPRESS, help=argparse.SUPPRESS)

    def __call__(self, parser, namespace, value, option_string=None):
        print(renamed(option_string.removeprefix("--"), self.dest))
        setattr(namespace, self.dest, value)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _asked(one: About) -> dict:
    common = {"default": argparse.SUPPRESS}
    if one.kind is bool:
        return {**common, "action": argparse.BooleanOptionalAction}
    named = one.allowed or one.mark.names
    metavar = {int: "N", float: "X", str: "NAME" if named else "TEXT"}[one.kind]
    return {**common, "type": one.kind, "metavar": metavar}


def _help(one: About) -> str:
    default = f"Default: {one.usual}." if one.default != "" else ""
    return " ".join(filter(None, [one.whole(), default])).replace("%", "%%")


if __name__ == "__main__":
    sys.exit(main())
