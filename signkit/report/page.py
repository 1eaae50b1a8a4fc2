"""The page that a finished run leaves: one HTML file that opens without a network."""

import contextlib
import datetime
import functools
import re
from pathlib import Path
from types import SimpleNamespace

from signkit.report import card as model_card
from signkit.report.answers.table import REPORTED, reported
from signkit.report.environment import environment
from signkit.report.photos.pictures import Pictures
from signkit.report.record_files import read_record
from signkit.report.texts import texts
from signkit.runs.files import CARD, HISTORY, METRICS, REPORT, THESIS
from signkit.whole import write_text

NO_ROOM = "Make room or choose a folder you may write to, then call write_report again."


def write_report(run_folder, data_root=None, language="en") -> Path:
    """Write `report.html` and `figures/` (PNG and PDF) into a run folder; return the page's path.

    Beside it go `model_card.md` and `thesis.txt`, the sentences for a thesis.
    Photos are read from `data_root`, the data set's folder, where it is given. A piece that is
    missing or broken is said in its place on the page. Raises RunError where there is no run
    folder or the page can't be written, SettingsError on an unknown language.
    """
    record = read_record(run_folder)
    words = texts(language, *record.variants, groups=record.groups_are)
    now = datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    parts = _fill(record, data_root, words)
    page = _render(parts, words, now)
    _write_texts(record, parts, words, now)
    write_text(record.folder / REPORT, page, NO_ROOM)
    return record.folder / REPORT


def report_language(run_folder) -> str | None:
    """The language that a run's report is written in, or None where there is none."""
    file = Path(run_folder) / REPORT
    if not file.is_file():
        return None
    found = re.search(r'<html lang="(\w+)"', file.read_text(encoding="utf-8")[:200])
    return found and found.group(1)


def _fill(record, data_root, words):
    """All parts of the page by name; each holds its content, or the problem in its place."""
    part, answer = functools.partial(_part, record, words), reported(record)
    parts = {name: SimpleNamespace(content=None, problem=None) for name in _names()}
    for name, (build, needs) in answer.parts.items():
        if name not in record.kind.leaves_out:
            parts[name] = part(needs, functools.partial(build, record, words))
    parts["warnings"] = part((), functools.partial(answer.warnings, record, words))
    pictures = Pictures(record, words)
    training = parts["training"].content
    parts["curves"] = pictures.curves(training["measures"] if training else [])
    parts |= pictures.of_figures()
    parts |= pictures.of_texts(parts)
    pictures.of_groups(parts["by_group"].content)
    parts |= pictures.of_labels(parts["labels"].content)
    parts["search_picture"] = pictures.of_search(parts["search"].content)
    parts["matrix"] = pictures.of_classes(parts["confusion"].content and record.of_split("test"))
    for name, (build, needs) in answer.photos.items():
        parts[name] = part(needs, functools.partial(build, pictures, data_root))
    parts["record"] = record
    return parts


def _names():
    """The parts that a page of any answer may have."""
    return {name for answer in REPORTED.values() for name in (*answer.parts, *answer.photos)}


_NOTHING_YET = {HISTORY: "no_epoch", METRICS: "no_split"}


def _part(record, words, needs, build):
    """Build one part; whatever fails is said on the page, because a training ended before it."""
    for file in needs:
        if told := record.problem(file, words):
            return SimpleNamespace(content=None, problem=told)
    try:
        content = build()
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        return SimpleNamespace(content=None, problem=words["failed"].format(why=why))
    empty = _NOTHING_YET.get(needs[0]) if needs and content is None else None
    return SimpleNamespace(content=content, problem=words[empty] if empty else None)


def _write_texts(record, parts, words, now):
    """The sentences for a thesis, and the model card; none is worth the report."""
    with contextlib.suppress(Exception):
        if said := parts["thesis"].content:
            text = " ".join(said["sentences"]).replace("\N{NO-BREAK SPACE}", " ")
            write_text(record.folder / THESIS, f"{text}\n")
    with contextlib.suppress(Exception):
        card = model_card.model_card(record, words, now)
        write_text(record.folder / CARD, card)


def _render(parts, words, now):
    return environment(words).get_template(REPORT).render(t=words, now=now, **parts)
