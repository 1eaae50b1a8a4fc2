"""The parts of the report, each from the run's files to what the page's template fills in."""

import numpy as np
import pandas as pd

from signkit.report import findings
from signkit.report.findings import SPLITS, some
from signkit.report.parts.curves import best_row, judged_words, measures

_FIGURES = ("accuracy", "top5", "macro_f1", "balanced_accuracy")


def overview(record, words) -> dict:
    """What was trained, on what split, and who in the test is new."""
    settings, catalog = record.settings or {}, record.catalog
    sentences = [_what(record, words)] if settings or catalog is not None else []
    if catalog is not None:
        sentences += _split_sentences(settings, catalog, words)
    rows = [] if catalog is None else [_split_row(record, split, words) for split in SPLITS]
    with_groups = any(row["groups"] for row in rows)
    return {"sentences": sentences, "rows": rows, "with_groups": with_groups}


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


def by_group(record, words) -> list | None:
    """Rows (group, photos, accuracy, interval) of the test, where it has at least two groups."""
    if record.predictions is None or "group" not in record.predictions:
        return None
    table = findings.group_accuracy(record.predictions)
    return table.to_dict("records") if len(table) > 1 else None


def training(record, words) -> dict | None:
    """The measures to draw, and a sentence on epochs, time and the best epoch."""
    history = record.history
    if history is None or not len(history):
        return None
    seconds, best = train_seconds(record), best_row(history)
    text = words["curves_lead_plain" if best is None else "curves_lead"]
    sentence = text.format(
        epochs=len(history),
        time="–" if seconds is None else words.duration(seconds),
        best=None if best is None else best + 1,
    )
    sentence = f"{sentence} {judged_words(history, words)}".strip()
    return {"sentence": sentence, "measures": measures(history)}


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


def averages(record, words) -> dict | None:
    """Macro, weighted and micro means of the test, and its ROC-AUC; None in older runs."""
    test = record.of_split("test") or {}
    if "macro" not in test:
        return None
    area = test["roc_auc"]
    shown = words["nothing"] if area is None else words.number(area, 3)
    rows = [
        (name, [test[kind][what] for what in ("precision", "recall", "f1")])
        for kind, name in words["averages_names"].items()
        if kind in test
    ]
    return {"lead": words["averages_lead"].format(roc_auc=shown), "rows": rows}


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


def settings(record, words) -> list | None:
    """Tables of settings: (title, rows of name and value)."""
    if not record.settings:
        return None
    titles = ("settings", "resolved", "data", "versions")
    tables = [(words[part], _flat(record.settings.get(part) or {}, words)) for part in titles]
    return [(title, rows) for title, rows in tables if rows]


def train_seconds(record) -> float | None:
    """Seconds that all epochs took together, or None where it isn't written down."""
    history = record.history
    if history is None or "seconds" not in history or history["seconds"].isna().all():
        return None
    return float(history["seconds"].sum())


def _what(record, words):
    asked = (record.settings or {}).get("settings") or {}
    kind = findings.asked_kind(record.settings or {})
    what = words["lead_kinds"].get(kind) or kind or words["title"]
    for named in filter(None, record.kind.lead(record.settings or {}, words)):
        what += words["lead_option"].format(option=named)
    data = (record.settings or {}).get("data") or {}
    dataset = str(data.get("name") or asked.get("dataset") or "").rstrip("/").rsplit("/", 1)[-1]
    classes = len(record.labels) if record.labels else data.get("classes", "–")
    photos = (
        data.get("photos", "–")
        if record.catalog is None
        else words.counted(int(record.catalog["split"].isin(SPLITS).sum()))
    )
    return words["lead"].format(
        what=what,
        dataset=words["lead_dataset"].format(dataset=dataset) if dataset else "",
        classes=classes if isinstance(classes, (int, str)) else len(classes),
        photos=photos,
    )


def _split_sentences(settings, catalog, words):
    name = findings.strategy(settings)
    groups = findings.split_groups(catalog)
    if name == "auto":
        name = "grouped" if any(groups.values()) else "random"
    seed = (settings.get("data") or {}).get("seed", (settings.get("settings") or {}).get("seed"))
    if name:
        known = words["strategies"].get(name, name)
        yield words["split_of"].format(strategy=known, seed="–" if seed is None else seed)
    if not any(groups.values()):
        yield words["groups_unknown"]
    elif new := sorted(set(groups["test"]) - set(groups["train"])):
        yield words["unseen"].format(groups=some(new, words))
    else:
        yield words["unseen_none"]


def _split_row(record, split, words):
    catalog = record.catalog
    part = catalog[catalog["split"] == split]
    groups = findings.split_groups(catalog)[split]
    return {
        "split": words["splits"][split],
        "photos": words.counted(len(part)),
        "share": len(part) / max(1, len(catalog)),
        "classes": findings.classes_in(part),
        "groups": some(groups, words, most=12) if groups else "",
    }


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


def _flat(values, words, before=""):
    rows = []
    for name, value in values.items():
        if isinstance(value, dict):
            rows += _flat(value, words, f"{before}{name} · ")
        else:
            rows.append((f"{before}{name}", _shown(value, words)))
    return rows


def _shown(value, words):
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    if isinstance(value, (list, tuple)):
        if any(isinstance(item, float) for item in value):
            return "; ".join(_shown(item, words) for item in value)  # 0,7, 0,15 would be no list
        return some([_shown(item, words) for item in value], words, most=40)
    if value is None or value == "":
        return "–"
    if isinstance(value, (int, np.integer)):
        return words.counted(value) if abs(value) >= 100_000 else str(value)
    if isinstance(value, float):
        return "–" if pd.isna(value) else f"{value:g}".replace(".", words["decimal"])
    return str(value)
