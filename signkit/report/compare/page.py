"""The page that compares runs: one HTML file, and the same figures as a table."""

import datetime
import functools
import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
from markupsafe import Markup

from signkit.errors import RunError
from signkit.evaluation.answers.base import Answer
from signkit.evaluation.answers.paired.common import have_common_figure, no_common_figure
from signkit.evaluation.answers.table import answer_of
from signkit.report.compare import plot as compare_plot
from signkit.report.compare.groups import by_data, by_test
from signkit.report.compare.runs import MAIN, read_runs
from signkit.report.compare.sections import data_sets, figures_of, settings_table, words_of
from signkit.report.compare.words import overview
from signkit.report.environment import environment
from signkit.report.plots.palette import to_svg
from signkit.report.texts import texts
from signkit.runs.files import SETTINGS
from signkit.whole import write_text

PAGE = "compare.html"
FEWEST = 2  # runs
MOST_ROWS = 40  # runs in a picture of class recalls; more would not be read


def write_comparison(run_folders, path, language="en") -> Path:
    """Write the page that compares two or more runs to `path`, and return it.

    Folders that hold no finished run are listed on the page with the reason. Raises RunError with
    fewer than two runs that can be compared or where the page can't be written, SettingsError on
    an unknown language.
    """
    words, path = texts(language), Path(path)
    runs, left_out = _enough(run_folders)
    words = words_of(runs, words)
    page = _render(runs, left_out, words)
    mend = "Make room or choose a place you may write to, then compare again."
    write_text(path, page, mend, folders=True)
    return path


def comparison_table(run_folders) -> pd.DataFrame:
    """The figures of the runs, a row each; those with one `test` number may be compared.

    Shares are 0-1. `.attrs["left_out"]` maps folders that can't be compared to the reason. Raises
    RunError where no run is finished.
    """
    runs, left_out = _enough(run_folders, fewest=1)
    rows, number = [], 1
    for name, each in by_data(runs).items():
        for test in by_test(each, first=number):
            number += 1
            rows += [_row(name, test, run) for run in test.runs]
    table = pd.DataFrame(rows)  # by_test has put the best run of each test first
    table.attrs["left_out"] = {str(one.folder): _why(one, texts()) for one in left_out}
    return table


def runs_like(run_folder) -> list[Path]:
    """The run folders beside one, itself too, whose answer has a figure in common with its own.

    Finished or not, sorted by name: what `comparison_table` and `write_comparison` may be given
    where runs of all kinds lie in one folder. Raises RunError where `run_folder` is no run's.
    """
    folder = Path(run_folder).resolve()
    own = _answer(folder)
    if own is None:
        raise RunError(
            f"{folder} has no settings.json that can be read.", "Give the folder of a training run."
        )
    found = {path: _answer(path) for path in sorted(folder.parent.iterdir())}
    return [path for path, one in found.items() if one and have_common_figure((own, one))]


def _answer(folder) -> Answer | None:
    """What a run answers as its settings tell; None where a folder is no run's, or doesn't tell."""
    try:
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        return answer_of(settings, None)
    except (OSError, ValueError, AttributeError):
        return None


def _row(name, test, run):
    unseen = test.unseen
    figures = figures_of(run)
    return {
        "run": figures.pop("folder"),
        "data": name,
        "test": test.number,
        **{setting: run.settings.get(setting) for setting in MAIN if setting != "split"},
        "split": run.settings.get("split_strategy", run.settings.get("split")),
        "photos": test.photos,
        "unseen_groups": None if unseen is None else ", ".join(unseen),
        **figures,
    }


def _enough(folders, fewest=FEWEST):
    runs, left_out = read_runs(folders)
    if why := no_common_figure((run.name, run.answer) for run in runs):
        raise RunError(f"{why}.", "Compare the runs of each kind on a page of their own.")
    if len(runs) < fewest:
        reasons = "".join(f" {one.folder}: {_why(one, texts())}" for one in left_out)
        raise RunError(
            f"There are {len(runs)} finished runs to compare, but it takes {fewest}.{reasons}",
            "Give the folders of finished runs.",
        )
    return runs, left_out


def _why(one, words):
    return words[one.why].format(**one.fields)


def _render(runs, left_out, words):
    parts = data_sets(runs, words)
    for part in parts:
        _draw_part(part, part["t"])
    return (
        environment(words)
        .get_template(PAGE)
        .render(
            t=words,
            lead=overview(runs, left_out, parts, words),
            parts=parts,
            left_out=[(one.folder, _why(one, words)) for one in left_out],
            settings=settings_table(runs, words),
            runs=runs,
            apart=len({run.answer.name for run in runs}) > 1,
            now=datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
        )
    )


def _draw_part(part, words):
    part["picture"] = _picture(lambda: _accuracies(part, words), words)
    part["curves"] = _picture(lambda: _learning(part, words), words)
    for test in part["tests"]:
        test["recall"] = _picture(functools.partial(_recall, test, words), words)


def _picture(draw, words):
    """A figure as SVG with its width in CSS pixels; what fails is said in its place."""
    try:
        figure = draw()
        svg = Markup(to_svg(figure)) if figure else None
    except Exception as error:  # one picture must not cost the page
        why = f"{type(error).__name__}: {error}"
        return SimpleNamespace(svg=None, problem=words["no_picture"].format(why=why))
    width = round(96 * figure.get_size_inches()[0]) if figure else None
    return SimpleNamespace(svg=svg, problem=None, width=width)


def _accuracies(part, words):
    return compare_plot.plot_accuracies(
        [
            (
                test["title"],
                [
                    (
                        row["label"],
                        row["score"],
                        row["interval"],
                        row["validation_score"],
                    )
                    for row in test["rows"]
                    if row["interval"][0] is not None
                ],
            )
            for test in part["tests"]
        ],
        words,
    )


def _learning(part, words):
    histories = [(run, run.record.history, run.compared.learnt) for run in part["runs"]]
    lines = [
        (part["setup_names"][run.setup], part["names"][run], history[learnt].tolist())
        for run, history, learnt in histories
        if history is not None and learnt in history
    ]
    return compare_plot.plot_learning(lines, words) if lines else None


def _recall(test, words):
    rows = [row for row in test["rows"] if row["run"].figures().get("per_class")][:MOST_ROWS]
    if len(rows) < FEWEST:
        return None
    classes = [row["label"] for row in rows[0]["run"].figures()["per_class"]]
    table = []
    for row in rows:
        found = {one["label"]: one for one in row["run"].figures()["per_class"]}
        recalls = [
            found[name]["recall"] if found.get(name, {}).get("support") else None
            for name in classes
        ]
        table.append((row["label"], recalls))
    return compare_plot.plot_recall(classes, table, words)
