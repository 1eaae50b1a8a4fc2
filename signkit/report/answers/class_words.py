"""One class in words: the thesis, the summary, the model card."""

from signkit.report import thesis as sentences
from signkit.report.answers import class_sections
from signkit.report.card_lists import cell, figure_rows
from signkit.report.findings import interval_over
from signkit.report.parts import constant_class

FIGURES = ("accuracy", "top5", "macro_f1", "balanced_accuracy")
MOST_CLASSES = 12  # the worst ones of all folds


def thesis(record, words) -> dict | None:
    """The sentences to put into a thesis, as `thesis.thesis`."""
    return sentences.thesis(record, words, _result, constant_class.constant(record, words))


def summary(record, words) -> list[str]:
    """The lines that a run ends with; none without a test."""
    test, against = record.of_split("test"), constant_class.constant(record, words)
    if not test:
        return []
    said = _test_lines(record, test, words)
    return [*said, against["warning"] or against["sentence"]] if against else said


def card_factors(record, words) -> list[str]:
    """What is known of photos without a hand, where hands are looked for."""
    told = record.kind.hands and class_sections.hands(record, words)
    return [told["sentence"]] if told else []


def card_figures(record, words) -> list[tuple[str, str, str]]:
    """(title, value, interval) of the test."""
    test = record.of_split("test")
    return list(figure_rows(test, FIGURES, "recall", words)) if test else []


def card_table(record, words) -> dict | None:
    """A row a class, worst recall first."""
    table = class_sections.per_class(record, words)
    if not table:
        return None
    names = ("support", "recall", "precision", "f1")
    heads = [(words["class"], False), *((words[name], True) for name in names)]
    rows = [
        [
            cell(row["label"]),
            words.counted(row["support"]),
            *(words.percent(row[name]) for name in names[1:]),
            cell(row["taken"]),
        ]
        for row in table["rows"]
    ]
    return {
        "title": words["per_class"],
        "heads": [*heads, (words["mistaken"], False)],
        "rows": rows,
    }


def worst_classes(table) -> list[dict]:
    """The classes least often told rightly over all folds, and what they were taken for."""
    rows = []
    for label, mine in table.groupby(table["label"].astype(str)):
        wrong = mine.loc[mine["predicted"] != mine["label"], "predicted"].astype(str)
        most = wrong.value_counts()
        right = len(mine) - len(wrong)
        rows.append(
            {
                "label": label,
                "right": right,
                "photos": len(mine),
                "recall": right / len(mine),
                "taken": f"{most.index[0]} ({most.iloc[0]})" if len(most) else "",
            }
        )
    return sorted(rows, key=lambda row: (row["recall"], row["label"]))[:MOST_CLASSES]


def _result(record, test, words):
    worst = test["worst_class"]
    index = next(i for i, row in enumerate(test["per_class"]) if row["label"] == worst["label"])
    low, high = test["accuracy_interval"]
    f1_interval = test.get("macro_f1_interval")
    return words["thesis_result"].format(
        where=words["thesis_where"][sentences.standing(record)],
        limit="" if sentences.standing(record) == "unseen" else words["thesis_limit"],
        top5=_top5(test, words),
        accuracy=words.percent(test["accuracy"]),
        low=words.percent(low),
        high=words.percent(high),
        over=sentences.over(record, test, words),
        f1=words.percent(test["macro_f1"]),
        f1_interval=""
        if not f1_interval
        else words["thesis_f1_interval"].format(
            low=words.percent(f1_interval[0]), high=words.percent(f1_interval[1])
        ),
        label=worst["label"],
        recall=words.percent(worst["recall"]),
        right=test["confusion"][index][index],
        support=test["per_class"][index]["support"],
    )


def _top5(test, words):
    top5 = test.get("top5")
    return "" if top5 is None else words["thesis_top5"].format(top5=words.percent(top5))


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
