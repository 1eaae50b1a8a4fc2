"""The parts of the report, each from the run's files to what the page's template fills in."""

import numpy as np
import pandas as pd

from signkit.report import findings
from signkit.report.findings import SPLITS, some
from signkit.report.parts.curves import best_row, judged_words, measures


def overview(record, words) -> dict:
    """What was trained, on what split, and who in the test is new."""
    settings, catalog = record.settings or {}, record.catalog
    sentences = [_what(record, words)] if settings or catalog is not None else []
    if catalog is not None:
        sentences += _split_sentences(settings, catalog, words)
    rows = [] if catalog is None else [_split_row(record, split, words) for split in SPLITS]
    with_groups = any(row["groups"] for row in rows)
    shown = {"rows": rows, "with_groups": with_groups, "of": words["split_classes"]}
    return {"sentences": sentences, **shown}


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
        "of": record.answer.classes_in(part),
        "groups": some(groups, words, most=12) if groups else "",
    }


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
