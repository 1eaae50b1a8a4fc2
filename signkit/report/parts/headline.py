"""The test's figures in large letters, each with what it is over."""

from signkit.report import findings
from signkit.report.parts.constant import constant


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
    return {"tiles": tiles, "constant": constant(record, words)}


def interval_over(record, test, words) -> str:
    """What an interval is over: 'over 5 unseen groups', 'over 360 photos'."""
    if test["interval_over"] != "groups":
        return words["over_photos"].format(number=words.counted(test["samples"]))
    groups = findings.split_groups(record.catalog)
    new = groups["test"] and not set(groups["test"]) & set(groups["train"])
    return words["over_groups" if new else "over_groups_shared"].format(number=test["groups"])


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
