"""The parts of the report of photos with several labels: figures, comparison, label by label."""

import numpy as np

from signkit.report.answers.label_tables import HALF, answers, f1_scores, swapped
from signkit.report.card_lists import shown
from signkit.report.findings import interval_over
from signkit.report.parts import constant_labels

FIGURES = ("macro_f1", "micro_f1", "exact_match", "mean_average_precision", "roc_auc")
_ROUGH = 10  # photos of a label in the validation; a threshold chosen on fewer is rough


def headline(record, words) -> dict | None:
    """The test's figures as tiles: title, value, share (0-1), interval, notes."""
    test = record.of_split("test")
    if not test:
        return None
    over = interval_over(record, test, words)
    tiles = [
        _tile(words, test, "macro_f1", [over, words["f1_note"]], bar=True),
        _tile(words, test, "micro_f1", [words["micro_f1_note"]]),
        _tile(words, test, "exact_match", [words["exact_match_note"]]),
        _tile(words, test, "mean_average_precision", [words["map_note"]]),
    ]
    if worst := worst_row(test):
        named = {"label": worst["label"], "support": words.counted(worst["support"])}
        note = words["label_f1_note"].format(**named)
        tile = {"title": words["worst_class"], "value": words.percent(worst["f1"])}
        tiles.append({**tile, "share": worst["f1"], "interval": None, "notes": [note]})
    return {"tiles": tiles, "constant": constant_labels.constant(record, words), "many": True}


def comparison(record, words) -> dict | None:
    """Validation beside test, and both with every threshold at .5."""
    both = [record.of_split(split) for split in ("validation", "test")]
    if not all(both):
        return None
    rows = [
        (words[name], [shown(name, figures.get(name), words) for figures in both])
        for name in FIGURES
    ]
    for name in ("macro_f1", "micro_f1", "exact_match"):
        halves = [(figures.get("at_half") or {}).get(name) for figures in both]
        if any(value is not None for value in halves):
            title = words["at_half"].format(figure=words[name], half=words.number(HALF))
            rows.append((title, [words.percent(value) for value in halves]))
    rows.append((words["worst_class"], [_worst_words(figures, words) for figures in both]))
    rows.append((words["photos"].capitalize(), [words.counted(f["samples"]) for f in both]))
    before, after = (figures["macro_f1"] for figures in both)
    gap = round(100 * (after - before), 1)
    side = words["below" if gap < 0 else "above"]
    said = words["compare_gap" if gap else "compare_same"]
    return {"rows": rows, "gap": said.format(points=words.number(abs(gap)), side=side)}


def labels(record, words) -> dict | None:
    """A row for each label of the test that has photos, worst F1 first, and what was mixed up.

    `half` is what a threshold of .5 gives; None in all rows where the scores are not on record.
    """
    test = record.of_split("test")
    if not test:
        return None
    thresholds = ((record.metrics or {}).get("thresholds") or {}).get("values")
    told = answers(record.predictions, [row["label"] for row in test["per_class"]])
    halves = half_f1(told)
    rows = []
    for k, row in enumerate(test["per_class"]):
        if row["support"]:
            (none, extra), (missed, found) = test["confusion"][k]
            counts = {"none": none, "extra": extra, "missed": missed, "found": found}
            threshold = None if thresholds is None else thresholds[k]
            half = None if halves is None else float(halves[k])
            rows.append({**row, **counts, "threshold": threshold, "half": half})
    rows.sort(key=lambda row: (row["f1"], -row["support"]))
    names = [row["label"] for row in test["per_class"]]
    return {
        "rows": rows,
        "sentence": _thresholds_words(record, test, words),
        "half": words.number(HALF),
        "swapped": swapped(told.targets, told.given, names) if told else [],
    }


def half_f1(told) -> np.ndarray | None:
    """F1 (C,) of each label with every threshold at .5; None where there are no scores."""
    if told is None or told.scores is None:
        return None
    return f1_scores(told.targets, told.scores >= HALF)


def worst_row(test) -> dict | None:
    """The row of the label with the lowest F1 in the test; None where no photo has a label."""
    worst = test.get("worst_class") or {}
    return next((row for row in test["per_class"] if row["label"] == worst.get("label")), None)


def _tile(words, test, name, notes, bar=False):
    interval = test.get(f"{name}_interval")
    if interval:
        low, high = map(words.percent, interval)
        notes = [words["interval"].format(low=low, high=high), *notes]
    return {
        "title": words[name],
        "value": words.percent(test[name]),
        "share": test[name],
        "interval": interval if bar else None,
        "notes": notes,
    }


def _worst_words(figures, words):
    worst = figures["worst_class"]
    return f"{words.percent(worst['f1'])} ({worst['label']})" if worst else words["nothing"]


def _thresholds_words(record, test, words):
    """How the thresholds came about, what they changed, and which of them are rough."""
    if not (record.metrics or {}).get("thresholds"):
        return words["thresholds_none"]
    said = words["thresholds_tuned"].format(half=words.number(HALF))
    if half := (test.get("at_half") or {}).get("macro_f1"):
        named = {"tuned": words.percent(test["macro_f1"]), "at_half": words.percent(half)}
        said += " " + words["thresholds_gain"].format(half=words.number(HALF), **named)
    there = (record.of_split("validation") or {}).get("per_class", [])
    rough = [row["label"] for row in there if row["support"] < _ROUGH]
    if rough:
        names = ", ".join(rough[:12]) + ("…" if len(rough) > 12 else "")
        said += " " + words["thresholds_rough"].format(labels=names, photos=_ROUGH)
    return said
