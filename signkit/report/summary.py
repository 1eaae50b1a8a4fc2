"""The few lines that a run ends with."""

import textwrap

from signkit.report.answers.sentence_sections import measured, new_pairs, over_sentences
from signkit.report.answers.sentence_words import new_words
from signkit.report.parts.branches import main_verdict
from signkit.report.parts.constant import constant
from signkit.report.parts.headline import interval_over
from signkit.report.parts.swings import swing
from signkit.report.parts.translation_section import bleu_span
from signkit.report.record_files import read_record
from signkit.report.texts import texts

FILES = (
    ("report", "report.html"),
    ("model", "model.keras"),
    ("model", "translator.keras"),
    ("thesis", "thesis.txt"),
)
LINE = 100  # letters; notebooks break longer ones within words


def summary(run_folder, language="en") -> str:
    """The few lines a run ends with: where the report and the model lie, the test's figures."""
    record = read_record(run_folder)
    words = texts(language, *record.variants, groups=record.groups_are)
    folder = record.folder.resolve()
    files = [
        (words[f"summary_{name}"], str(folder / file))
        for name, file in FILES
        if (folder / file).exists()
    ]
    test = measured(record) if record.sentences else record.of_split("test")
    told = _label_lines if record.several else _test_lines
    told = _sentence_lines if record.sentences else told
    figures = told(record, test, words) if test else [words["summary_missing"]]
    if not record.sentences and (found := constant(record, words)):
        figures.append(found["warning"] or found["sentence"])
    lines = [*zip([words["summary_test"]] + [""] * len(figures), figures, strict=False)]
    if said := main_verdict(record.of_split("ledger") or {}, words):
        lines.append((words["summary_branches"], said))
    if not record.sentences and (said := swing(record, words)):
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


def _label_lines(record, test, words):
    interval, worst = test["macro_f1_interval"] or (None, None), test["worst_class"]
    lines = [
        words["summary_labels"].format(
            f1=words.percent(test["macro_f1"]),
            low=words.percent(interval[0]),
            high=words.percent(interval[1]),
            over=interval_over(record, test, words),
        )
    ]
    if worst:
        lines.append(
            words["summary_labels_more"].format(
                micro=words.percent(test["micro_f1"]),
                exact=words.percent(test["exact_match"]),
                label=worst["label"],
                worst=words.percent(worst["f1"]),
            )
        )
    return lines


def _sentence_lines(record, test, words):
    beam = test["beam"]
    lines = [
        words["summary_bleu"].format(
            bleu=words.number(beam["bleu"][3]),
            interval=bleu_span(beam, words),
            over=over_sentences(test, words),
        ),
        words["summary_bleu_more"].format(
            chrf=words.number(beam["chrf"]),
            perplexity=words.number(test["perplexity"], 2),
            exact=words.percent(beam["exact"]),
        ),
    ]
    if new := new_pairs(test):
        lines.append(new_words(new, "summary_new", words))
    return lines


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
