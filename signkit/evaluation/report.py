"""The page that a finished run leaves: one HTML file that opens without a network."""

import contextlib
import datetime
import functools
import os
import re
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from signkit.errors import RunError
from signkit.evaluation import attention_plot, curve_plot, findings, plots, sections, wall
from signkit.evaluation.branches import branches, main_verdict
from signkit.evaluation.headline import headline, interval_over
from signkit.evaluation.palette import to_jpeg_uri, to_png, to_svg
from signkit.evaluation.record_files import read_record
from signkit.evaluation.texts import texts

REPORT = "report.html"
ATTENTION = "attention.npz"


def write_report(run_folder, data_root=None, language="en") -> Path:
    """Write `report.html` and `figures/*.png` into a run folder, and return the page's path.

    Photos are read from `data_root`, the data set's folder, where it is given. A piece that is
    missing or broken is said in its place on the page. Raises RunError where there is no run
    folder or the page can't be written, SettingsError on an unknown language.
    """
    words = texts(language)
    record = read_record(run_folder)
    page = _render(_fill(record, data_root, words), words)
    try:
        temporary = record.folder / f".{REPORT}.tmp"
        temporary.write_text(page, encoding="utf-8")
        os.replace(temporary, record.folder / REPORT)
    except OSError as error:
        raise RunError(
            f"{record.folder / REPORT} can't be written: {error.strerror}.",
            "Make room or choose a folder you may write to, then call write_report again.",
        ) from error
    return record.folder / REPORT


def summary(run_folder, language="en") -> str:
    """The few lines a run ends with: where the report and the model lie, the test's figures."""
    words, record = texts(language), read_record(run_folder)
    folder = record.folder.resolve()
    lines = [
        (words[f"summary_{name}"], str(folder / file))
        for name, file in (("report", REPORT), ("model", "model.keras"))
        if (folder / file).exists()
    ]
    test = record.of_split("test")
    figures = _test_lines(record, test, words) if test else [words["summary_missing"]]
    lines += zip([words["summary_test"]] + [""] * len(figures), figures, strict=False)
    if said := main_verdict(record.of_split("ledger") or {}, words):
        lines.append((words["summary_branches"], said))
    width = max(len(name) for name, _ in lines) + 2
    text = "\n".join(f"{name:<{width}}{value}" for name, value in lines)
    return text.replace("\N{NO-BREAK SPACE}", " ")


def _test_lines(record, test, words):
    low, high = test["accuracy_interval"]
    over = interval_over(record, test, words)
    top5, worst = test["top5"], test["worst_class"]
    lines = [
        words["summary_line"].format(
            accuracy=words.percent(test["accuracy"]),
            low=words.percent(low),
            high=words.percent(high),
            over=over,
        ),
        words["summary_more"].format(
            top5="" if top5 is None else words["summary_top5"].format(top5=words.percent(top5)),
            f1=words.percent(test["macro_f1"]),
            label=worst["label"],
            recall=words.percent(worst["recall"]),
        ),
    ]
    without = test["without_hand"]
    if without and without["photos"]:
        numbers = {"photos": without["photos"], "samples": test["samples"]}
        lines.append(words["summary_hands"].format(**numbers))
    return lines


def _fill(record, data_root, words):
    """All parts of the page by name; each holds its content, or the problem in its place."""
    part = functools.partial(_part, record, words)
    parts = {
        build.__name__: part(needs, functools.partial(build, record, words))
        for build, needs in _PARTS.items()
    }
    parts["warnings"] = part((), lambda: findings.warnings(record, words))
    parts["curves"] = _curves(record, parts["training"].content, words)
    test = record.of_split("test")
    draw = functools.partial(_draw, record, words)
    parts["matrix"] = draw("confusion", test, lambda: _matrix(test, words))
    draw("per_class", test, lambda: plots.plot_per_class(test, words["lang"]), page=False)
    found = test if test and test.get("without_hand") else None
    draw("hands_found", found, lambda: plots.plot_hands_found(test, words["lang"]), page=False)
    parts["attention"] = part((), lambda: _attention(record, words))
    parts["wall"] = part(("predictions.parquet",), lambda: _wall(record, data_root, words))
    parts["record"] = record
    return parts


# What builds a part of the page -> the file it can't be without.
_PARTS = {
    sections.overview: (),
    headline: ("metrics.json",),
    sections.comparison: ("metrics.json",),
    sections.by_group: (),
    branches: (),
    sections.training: ("history.jsonl",),
    sections.confusion: ("metrics.json",),
    sections.per_class: ("metrics.json",),
    sections.hands: ("metrics.json",),
    sections.settings: ("settings.json",),
}
_NOTHING_YET = {"history.jsonl": "no_epoch", "metrics.json": "no_split"}


def _part(record, words, needs, build):
    """Build one part; whatever fails is said on the page, because a training ended before it."""
    for file in needs:
        if file in record.problems:
            why = record.problems[file]
            text = words["missing" if why is None else "broken"].format(file=file, why=why)
            return SimpleNamespace(content=None, problem=text)
    try:
        content = build()
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        return SimpleNamespace(content=None, problem=words["failed"].format(why=why))
    empty = _NOTHING_YET.get(needs[0]) if needs and content is None else None
    return SimpleNamespace(content=content, problem=words[empty] if empty else None)


def _draw(record, words, name, needed, make, page=True):
    """A picture saved as figures/NAME.png and, for the page, as SVG."""
    if not needed:
        return SimpleNamespace(content=None, problem=None)
    try:
        figure = make()
        svg = _fitted(to_svg(figure)) if page else None
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        return SimpleNamespace(content=None, problem=words["no_picture"].format(why=why))
    if name:
        _save(record, name, figure)
    return SimpleNamespace(content=svg, problem=None)


def _save(record, name, figure):
    # The page holds every picture: a file that can't be written costs a copy, not the report.
    with contextlib.suppress(Exception):
        (record.folder / "figures").mkdir(exist_ok=True)
        to_png(figure, record.folder / "figures" / f"{name}.png")


def _fitted(svg):
    """An SVG with its own width in CSS pixels, for the page's layout."""
    width = float(re.search(r'width="([\d.]+)pt"', svg).group(1)) * 4 / 3
    return SimpleNamespace(svg=Markup(svg), width=round(width))


def _curves(record, training, words):
    """(measure, picture) of each curve; the file curves.png holds them all."""
    names = training["measures"] if training else []

    def draw(file, only, page):
        make = functools.partial(curve_plot.plot_curves, record.history, only, words["lang"])
        return _draw(record, words, file, only, make, page)

    draw("curves", names, page=False)
    return [(words["measures"].get(name, name), draw(None, [name], page=True)) for name in names]


def _matrix(test, words):
    classes = [row["label"] for row in test["per_class"]]
    return plots.plot_confusion(test["confusion"], classes, words["lang"])


def _attention(record, words):
    """The figure as an address that holds it, and its width in CSS pixels; None without maps.

    A photo is no drawing: as SVG the page would grow by megabytes.
    """
    if not (record.folder / ATTENTION).exists():
        return None
    items = attention_plot.load_attention(record.folder / ATTENTION)
    figure = attention_plot.plot_attention(items, words["lang"])
    _save(record, "attention", figure)
    width = round(96 * figure.get_size_inches()[0])
    return {"uri": to_jpeg_uri(figure), "width": width}


def _wall(record, data_root, words):
    wrong, right = wall.choose(record.predictions)
    why = wall.load(wrong + right, data_root) if data_root else []
    seen = [one for one in wrong + right if one.image is not None]
    if seen:
        photos = [(one.image, one.label, one.predicted, one.probability) for one in seen]
        _draw(record, words, "predictions", photos, lambda: plots.plot_predictions(photos), False)
    part = record.predictions[record.predictions["split"] == "test"]
    mistakes = int((part["label"].astype(str) != part["predicted"].astype(str)).sum())
    return {
        "wrong": wrong,
        "right": [one for one in right if one.image is not None],
        "mistakes": mistakes,
        "rights": len(part) - mistakes,
        "unreadable": words["wall_unreadable"].format(number=len(why), why=why[0]) if why else "",
        "without_photos": not data_root,
    }


def _render(parts, words):
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=words.percent, counted=words.counted)
    now = datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    return environment.get_template(REPORT).render(t=words, now=now, **parts)
