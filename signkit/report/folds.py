"""The page of a cross-validation: each fold, their mean, and the sentences for a thesis."""

import datetime
import os
from dataclasses import replace
from pathlib import Path

import pandas as pd

from signkit.report.answers.table import reported
from signkit.report.environment import environment
from signkit.report.findings import asked_kind, some, split_groups, strategy
from signkit.report.record_files import read_record
from signkit.report.texts import texts
from signkit.report.thesis import model_words, software
from signkit.runs.files import REPORT
from signkit.whole import write_text

TEMPLATE = "folds.html"
MOST_GROUPS = 6  # of a fold that are named


def write_folds(found, run_folders, path, language="en") -> Path:
    """Write the page of a cross-validation to `path`, its thesis sentences beside it as .txt.

    `found` is the CrossValidation of the finished runs in `run_folders`. Raises RunError where the
    page can't be written, SettingsError on an unknown language.
    """
    path, records = Path(path), [read_record(folder) for folder in run_folders]
    first = records[0]
    words = texts(language, *first.variants, groups=first.groups_are)
    said = content(found, records, words)
    for row, record in zip(said["rows"], records, strict=True):
        row["report"] = os.path.relpath(record.folder / REPORT, path.parent)
    now = datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    page = environment(words).get_template(TEMPLATE).render(t=words, now=now, **said)
    said_text = " ".join(said["thesis"]) + "\n"
    for file, text in ((path.with_suffix(".txt"), said_text), (path, page)):
        write_text(file, text, "Make room, and run the same call again.", folders=True)
    return path


def content(found, records, words) -> dict:
    """What the page shows: name, lead, tiles, constant, rows, classes and thesis sentences."""
    first, pooled = records[0], _pooled(found, records)
    answer = reported(first)
    always = answer.constant(pooled, words)
    how = _how(records, words)
    counts = {
        "folds": len(records),
        "photos": words.counted(int(found.table["photos"].sum())),
        "classes": len(first.labels or ()),
        "how": how,
        "dataset": _name(first),
    }
    rows = _rows(found, records, words)
    return {
        "name": _name(first),
        "lead": words["folds_lead"].format(**counts),
        "tiles": _tiles(found, answer, rows, words),
        "constant": always,
        "rows": rows,
        "classes": answer.folds_classes(pooled.predictions),
        "thesis": _thesis(found, records, rows, always, counts, words),
    }


def _name(record) -> str:
    settings = record.settings or {}
    data, asked = settings.get("data") or {}, settings.get("settings") or {}
    return str(data.get("name") or asked.get("dataset") or "–").rstrip("/").rsplit("/", 1)[-1]


def _pooled(found, records):
    """All tests as if they were one: each photo was tested once, by a model that never saw it."""
    tests = [record.predictions[record.predictions["split"] == "test"] for record in records]
    table = pd.concat(tests, ignore_index=True)
    test = {
        "per_class": [{"label": name} for name in records[0].labels or ()],
        "accuracy": float((table["predicted"] == table["label"]).mean()),
        "macro_f1": float(found.table["macro_f1"].mean()),
    }
    test["exact_match"] = test["accuracy"]
    metrics = {"answers": records[0].answer.name, "test": test}
    return replace(records[0], predictions=table, metrics=metrics)


def _how(records, words) -> str:
    if strategy(records[0].settings or {}) != "grouped":
        return words["folds_random"]
    tested = [split_groups(record.catalog)["test"] for record in records]
    return words["folds_each_out" if {len(t) for t in tested} == {1} else "folds_grouped"]


def _rows(found, records, words) -> list[dict]:
    rows = []
    for line, record in zip(found.table.to_dict("records"), records, strict=True):
        test, groups = record.of_split("test"), split_groups(record.catalog)["test"]
        rows.append(
            {
                "fold": line["fold"],
                "run": line["run"],
                "groups": some(groups, words, most=MOST_GROUPS) if groups else "",
                "photos": line["photos"],
                "right": line["right"],
                "interval": test.get("accuracy_interval"),
                "macro_f1": line["macro_f1"],
            }
        )
    return rows


def _worst(answer, rows) -> dict:
    return min(rows, key=lambda row: row[answer.folds_figure])


def _worst_name(row, words) -> str:
    number = words["folds_number"].format(fold=row["fold"])
    return f"{number} ({row['groups']})" if row["groups"] else number


def _tiles(found, answer, rows, words) -> list[dict]:
    low, high = (words.percent(end) for end in found.interval)
    spread = found.table["macro_f1"].std(ddof=1)
    worst = _worst(answer, rows)
    tiles = [
        {
            "title": words["accuracy"],
            "value": words.percent(found.mean),
            "share": found.mean,
            "interval": found.interval,
            "notes": [words["interval"].format(low=low, high=high), words["folds_over"]],
        },
        {
            "title": words["macro_f1"],
            "value": words.percent(found.table["macro_f1"].mean()),
            "interval": None,
            "notes": [words["folds_spread"].format(spread=words.number(100 * spread))],
        },
        {
            "title": words["folds_worst"],
            "value": words.percent(worst[answer.folds_figure]),
            "interval": None,
            "notes": [_worst_name(worst, words)],
        },
    ]
    return [tiles[place] for place in answer.folds_order]


def _thesis(found, records, rows, always, counts, words) -> list[str]:
    first, answer = records[0], reported(records[0])
    settings, worst = first.settings or {}, _worst(answer, rows)
    kind = words["lead_kinds"].get(asked_kind(settings), words["thesis_model"])
    low, high = (words.percent(end) for end in found.interval)
    said = [
        words["folds_trained"].format(
            what=kind[0].lower() + kind[1:], parts=model_words(first, words), **counts
        )
    ]
    if always and always["warning"]:
        said.append(always["warning"])
    else:
        said.append(
            words[answer.folds_result].format(
                mean=words.percent(found.mean),
                low=low,
                high=high,
                f1=words.percent(found.table["macro_f1"].mean()),
                spread=words.number(100 * found.table["macro_f1"].std(ddof=1)),
                fold=_worst_name(worst, words),
                worst=words.percent(worst[answer.folds_figure]),
            )
        )
        if always:
            said.append(always["sentence"])
    if strategy(settings) != "grouped":
        said.append(words["folds_limit"])
    elif first.kind.hands and not words.people:
        said.append(words["thesis_groups_unsaid" if words.people is None else "thesis_not_people"])
    return [one for one in (*said, software(settings, words)) if one]
