"""Parts of the report of one class: figures, comparison, confusion, a row a class, hands."""

from signkit.report import findings
from signkit.report.findings import interval_over
from signkit.report.parts import constant_class

_FIGURES = ("accuracy", "top5", "macro_f1", "balanced_accuracy")


def headline(record, words) -> dict | None:
    """The test's figures as tiles: title, value, share (0-1), interval, notes."""
    test = record.of_split("test")
    if not test:
        return None
    tiles = [_accuracy_tile(record, test, words)]
    if test["top5"] is not None:
        tiles.append(_tile(words, words["top5"], test["top5"], [words["top5_note"]]))
    tiles.append(_f1_tile(test, words))
    tiles.append(_worst_tile(test, words))
    if test["without_hand"] is not None:
        tiles.append(_hand_tile(test, words))
    return {"tiles": tiles, "constant": constant_class.constant(record, words)}


def comparison(record, words) -> dict | None:
    """Validation beside test, and accuracy by group where the test has several."""
    both = [record.of_split(split) for split in ("validation", "test")]
    if not all(both):
        return None
    rows = [
        (words[name], [words.percent(figures[name]) for figures in both])
        for name in _FIGURES
        if both[1][name] is not None
    ]
    rows.append((words["worst_class"], [_worst_words(figures, words) for figures in both]))
    rows.append((words["photos"].capitalize(), [words.counted(f["samples"]) for f in both]))
    gap = round(100 * (both[1]["accuracy"] - both[0]["accuracy"]), 1)
    side = words["below" if gap < 0 else "above"]
    said = words["compare_gap" if gap else "compare_same"].format(
        points=words.number(abs(gap)), side=side
    )
    return {"rows": rows, "gap": said}


def confusion(record, words) -> dict | None:
    """The most confused pairs of the test."""
    test = record.of_split("test")
    if not test:
        return None
    classes = [row["label"] for row in test["per_class"]]
    pairs = findings.confused_pairs(test["confusion"], classes)
    return {"pairs": pairs, "classes": len(classes)}


def per_class(record, words) -> dict | None:
    """A row for each class of the test that has photos, worst recall first."""
    test = record.of_split("test")
    if not test:
        return None
    rows = []
    for index, row in enumerate(test["per_class"]):
        if row["support"]:
            mistake = findings.mistaken_for(test["confusion"], index)
            right = test["confusion"][index][index]
            taken = mistake and f"{test['per_class'][mistake[0]]['label']} ({mistake[1]})"
            rows.append({**row, "right": right, "taken": taken or ""})
    rows.sort(key=lambda row: (row["recall"], -row["support"]))
    hands = any(row["hands_found"] is not None for row in rows)
    return {"rows": rows, "hands": hands}


def hands(record, words) -> dict | None:
    """A sentence on the test photos without a hand, and the classes they belong to."""
    test = record.of_split("test")
    if not test:
        return None
    without = test["without_hand"]
    if without is None:
        return {"sentence": words["hands_unknown"], "classes": []}
    if not without["photos"]:
        return {"sentence": words["hands_none"], "classes": []}
    rows = [row for row in test["per_class"] if row.get("without_hand")]
    rows.sort(key=lambda row: -row["without_hand"])
    classes = [
        words["hands_class"].format(**{**row, "number": row["without_hand"]}) for row in rows
    ]
    return {"sentence": _hand_sentence(test, without, words), "classes": classes}


def _tile(words, title, share, notes, value=None, interval=None):
    return {
        "title": title,
        "value": value or words.percent(share),
        "share": share,
        "interval": interval,
        "notes": notes,
    }


def _accuracy_tile(record, test, words):
    interval = test["accuracy_interval"]
    notes = [_span(interval, words), interval_over(record, test, words)]
    return _tile(words, words["accuracy"], test["accuracy"], notes, interval=interval)


def _f1_tile(test, words):
    notes = [words["f1_note"]]
    if interval := test.get("macro_f1_interval"):  # earlier runs have none
        notes.insert(0, _span(interval, words))
    return _tile(words, words["macro_f1"], test["macro_f1"], notes)


def _span(interval, words):
    low, high = (words.percent(end) for end in interval)
    return words["interval"].format(low=low, high=high)


def _worst_tile(test, words):
    worst = test["worst_class"]
    index = next(i for i, row in enumerate(test["per_class"]) if row["label"] == worst["label"])
    note = words["recall_note"].format(
        label=worst["label"],
        right=test["confusion"][index][index],
        support=test["per_class"][index]["support"],
    )
    return _tile(words, words["worst_class"], worst["recall"], [note])


def _hand_tile(test, words):
    without = test["without_hand"]
    share = without["photos"] / test["samples"]
    note = words["hand_note" if without["photos"] else "hand_note_none"].format(
        photos=words.counted(without["photos"]),
        samples=words.counted(test["samples"]),
        accuracy=words.percent(without["accuracy"]),
    )
    return _tile(words, words["without_hand"], share, [note])


def _worst_words(figures, words):
    worst = figures["worst_class"]
    return f"{words.percent(worst['recall'])} ({worst['label']})"


def _hand_sentence(test, without, words):
    photos, samples = without["photos"], test["samples"]
    others = samples - photos
    right = test["accuracy"] * samples - without["accuracy"] * photos
    return words["hands_lead" if others else "hands_lead_all"].format(
        photos=words.counted(photos),
        samples=words.counted(samples),
        accuracy=words.percent(without["accuracy"]),
        rest=words.percent(right / others) if others else None,
    )
