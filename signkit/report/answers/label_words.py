"""Several labels in words: the thesis, the summary, the model card."""

from signkit.report import thesis as sentences
from signkit.report.answers import label_sections
from signkit.report.card_lists import cell, figure_rows
from signkit.report.findings import interval_over
from signkit.report.parts import constant_labels


def thesis(record, words) -> dict | None:
    """The sentences to put into a thesis, as `thesis.thesis`."""
    return sentences.thesis(record, words, _result, constant_labels.constant(record, words))


def summary(record, words) -> list[str]:
    """The lines that a run ends with; none without a test."""
    test, against = record.of_split("test"), constant_labels.constant(record, words)
    if not test:
        return []
    said = _test_lines(record, test, words)
    return [*said, against["warning"] or against["sentence"]] if against else said


def card_figures(record, words) -> list[tuple[str, str, str]]:
    """(title, value, interval) of the test."""
    test = record.of_split("test")
    return list(figure_rows(test, label_sections.FIGURES, "f1", words)) if test else []


def card_table(record, words) -> dict | None:
    """A row a label, worst F1 first."""
    table = label_sections.labels(record, words)
    if not table:
        return None
    names = ("support", "f1", "threshold", "recall", "precision", "average_precision")
    rows = [
        [
            cell(row["label"]),
            words.counted(row["support"]),
            words.percent(row["f1"]),
            "–" if row["threshold"] is None else words.number(row["threshold"], 2),
            *(words.percent(row[name]) for name in names[3:]),
        ]
        for row in table["rows"]
    ]
    heads = [(words["class"], False), *((words[name], True) for name in names)]
    return {"title": words["labels"], "heads": heads, "rows": rows}


def _result(record, test, words):
    interval = test.get("macro_f1_interval")
    worst, chosen = label_sections.worst_row(test), (record.metrics or {}).get("thresholds")
    return words["thesis_result_labels"].format(
        where=words["thesis_where"][sentences.standing(record)],
        limit="" if sentences.standing(record) == "unseen" else words["thesis_limit"],
        thresholds=words["thesis_thresholds" if chosen else "thesis_thresholds_half"],
        macro_f1=words.percent(test["macro_f1"]),
        interval=""
        if not interval
        else words["thesis_interval"].format(
            low=words.percent(interval[0]),
            high=words.percent(interval[1]),
            over=sentences.over(record, test, words),
        ),
        micro_f1=words.percent(test["micro_f1"]),
        exact_match=words.percent(test["exact_match"]),
        map=words.percent(test["mean_average_precision"]),
        worst=""
        if worst is None
        else words["thesis_worst_label"].format(
            label=worst["label"],
            f1=words.percent(worst["f1"]),
            support=words.counted(worst["support"]),
        ),
    )


def _test_lines(record, test, words):
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
