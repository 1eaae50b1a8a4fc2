"""The few lines that a run ends with."""

import textwrap

from signkit.evaluation.answers.table import ANSWERS
from signkit.report.answers.table import reported
from signkit.report.parts.branches import main_verdict
from signkit.report.record_files import read_record
from signkit.report.texts import texts
from signkit.runs.files import REPORT, THESIS

MODELS = dict.fromkeys(answer.model for answer in ANSWERS.values())
FILES = (
    ("report", REPORT),
    *(("model", file) for file in MODELS),
    ("thesis", THESIS),
)
LINE = 100  # letters; notebooks break longer ones within words


def summary(run_folder, language="en") -> str:
    """The few lines a run ends with: where the report and the model lie, the test's figures."""
    record = read_record(run_folder)
    words = texts(language, *record.variants, groups=record.groups_are)
    folder, answer = record.folder.resolve(), reported(record)
    files = [
        (words[f"summary_{name}"], str(folder / file))
        for name, file in FILES
        if (folder / file).exists()
    ]
    figures = answer.summary(record, words) or [words["summary_missing"]]
    lines = [*zip([words["summary_test"]] + [""] * len(figures), figures, strict=False)]
    if said := main_verdict(record.of_split("ledger") or {}, words):
        lines.append((words["summary_branches"], said))
    if said := answer.swing(record, words):
        lines.append((words["summary_swing"], said))
    width = max(len(name) for name, _ in files + lines) + 2
    text = [f"{name:<{width}}{value}" for name, value in files]
    text += [_wrapped(f"{name:<{width}}", value) for name, value in lines]
    return "\n".join(text).replace("\N{NO-BREAK SPACE}", " ")


def _wrapped(name, value):
    """A line as one or several, none of them with a word or a number parted."""
    return textwrap.fill(
        value,
        LINE,
        initial_indent=name,
        subsequent_indent=" " * len(name),
        break_long_words=False,
        break_on_hyphens=False,
    )
