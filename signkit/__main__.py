"""The command line: `python -m signkit COMMAND`; what the notebooks do, without one."""

import argparse
import os
import sys
from pathlib import Path

from signkit.config import PreprocessSettings, Settings, TrainSettings
from signkit.errors import RunCancelled, RunPaused, SignkitError


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
    samples = commands.add_parser("samples", help="draw the sample signs into a folder")
    samples.add_argument("folder")
    samples.set_defaults(run=_samples)
    preprocess = commands.add_parser("preprocess", help="check photos and find their hands")
    _add_settings(preprocess, PreprocessSettings)
    preprocess.set_defaults(run=_preprocess)
    train = commands.add_parser("train", help="train and measure the sign classifier")
    _add_settings(train, TrainSettings)
    train.set_defaults(run=_train)
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
    return parser


def _add_settings(parser: argparse.ArgumentParser, settings: type[Settings]) -> None:
    for name, field in settings.model_fields.items():
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


def _train(given) -> None:
    from signkit.colab import open_layout
    from signkit.report.summary import summary
    from signkit.training.setup import open_run, split_catalog
    from signkit.training.trainer import train

    settings = _settings(TrainSettings, given)
    layout = open_layout(settings.root, settings.use_drive)
    catalog = split_catalog(settings, layout)
    print(*catalog.notes, sep="\n", end="\n" if catalog.notes else "")
    run = train(settings, layout, catalog, open_run(settings, layout, catalog))
    print(summary(run.folder, settings.language))


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
