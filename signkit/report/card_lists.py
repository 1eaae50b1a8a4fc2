"""The lists of the model card of a run whose data are a catalog of photos or clips."""

import re

from signkit.report import findings
from signkit.report.answers.text_words import card_figures
from signkit.report.findings import interval_over
from signkit.report.parts.curves import judged_words
from signkit.report.parts.leaks import copies_in_split, copies_sentence
from signkit.report.parts.search import values_words
from signkit.report.parts.sureness import sureness
from signkit.report.thesis import is_random, model_words, split_words

_RECALL_SHOWN = 200  # classes; a longer table helps nobody
_CODE = """import keras
import signkit.models  # {load}

model = keras.models.load_model("{model}")"""


def of_catalog(record, words, constant, factors, figures, table) -> dict:
    """What the card says in its lists, by their names in its template.

    `constant` is what the answer tells of constant ones, `factors` its own sentences on whom the
    data show, `figures` (title, value, interval) of the test, `table` a row a class.
    """
    test, classes = record.of_split("test"), record.labels or []
    return {
        "details": list(_details(record, words)),
        "about": words["card_use_classes"].format(
            number=len(classes), classes=", ".join(map(cell, classes))
        ),
        "code": _CODE.format(load=words["card_load"], model=record.answer.model),
        "interface": list(_interface(record, words)),
        "factors": [*_groups(record, words), *factors, words["card_factors_unknown"]],
        "metrics": list(_metrics(record, test, constant, words)),
        "evaluation_data": list(_evaluation_data(record, words)),
        "training_data": list(_training_data(record, words)),
        "figures": [*figures, *card_figures(record, words)] if test else [],
        "table": table and {**table, "rows": table["rows"][:_RECALL_SHOWN]},
    }


def figure_rows(test, names, worst_by, words):
    """(title, value, interval) of figures, and the class that is worst by `worst_by`."""
    for name in names:
        if (value := test.get(name)) is not None:
            interval = test.get(f"{name}_interval")
            span = " – ".join(map(words.percent, interval)) if interval else words["nothing"]
            yield words[name], shown(name, value, words), span
    if worst := test["worst_class"]:
        title = f"{words['worst_class']} ({cell(worst['label'])}, {words[worst_by]})"
        yield title, words.percent(worst[worst_by]), words["nothing"]


def shown(name, value, words) -> str:
    """A figure as it is written: an area under a curve with three digits, else as a share."""
    if name == "roc_auc" and value is not None:
        return words.number(value, 3)
    return words.percent(value)


def cell(text) -> str:
    """A text as Markdown shows it as it is, also in a cell of a table."""
    return re.sub(r"([|<$*`\[])", r"\\\1", " ".join(str(text).split()))


def _details(record, words):
    settings = record.settings or {}
    resolved, data = settings.get("resolved") or {}, settings.get("data") or {}
    kind = findings.asked_kind(settings)
    yield words["card_kind"], words["lead_kinds"].get(kind) or kind or words["nothing"]
    if parts := model_words(record, words):
        yield words["card_made_of"], parts
    if resolved.get("tuned"):
        yield words["card_tuned"], values_words(resolved["tuned"], words)
    if resolved.get("parameters"):
        yield words["card_parameters"], words.counted(resolved["parameters"])
    if data.get("landmarks"):
        yield words["card_landmarks"], f"`{data['landmarks']}`"
    versions = settings.get("versions") or {}
    if versions:
        yield words["versions"], ", ".join(f"{name} {number}" for name, number in versions.items())


def _interface(record, words):
    settings = record.settings or {}
    if not record.kind.takes:
        return
    seen, asked = record.kind.inputs(settings), settings.get("settings") or {}
    square = asked.get("image_size")
    height, width = asked.get("img_height") or square, asked.get("img_width") or square
    # Clips have several pictures, and a row of numbers a frame.
    over = {"pictures": asked.get("pictures"), "frames": asked.get("frames")}
    if "image_input" in seen and height and width:
        yield words[record.kind.takes["image"]].format(height=height, width=width, **over)
    if "landmark_input" in seen:
        yield words[record.kind.takes["landmarks"]].format(**over)
    yield words["card_output"]
    metrics = record.metrics or {}
    if metrics.get("retrieval"):
        yield words["card_signs"]
    if metrics.get("translation"):
        yield words["card_writer"]
    if chosen := (record.metrics or {}).get("thresholds"):
        yield words["card_thresholds"].format(
            thresholds="; ".join(words.number(value, 2) for value in chosen["values"])
        )


def _groups(record, words):
    groups = findings.split_groups(record.catalog)
    if any(groups.values()):
        yield words["card_factors_groups"].format(
            **{split: words.counted(len(names)) for split, names in groups.items()}
        )
    else:
        yield words["groups_unknown"]


def _metrics(record, test, against, words):
    yield words["card_metrics_what"]
    if test:
        yield words["card_metrics_interval"].format(over=interval_over(record, test, words))
    if against:
        yield against["sentence"]
    if found := sureness(record, words):
        yield found["sentence"]


def _evaluation_data(record, words):
    if record.catalog is None:
        yield words["card_not_recorded"]
        return
    yield words["card_photos"].format(**_counts(record, "test", words))
    yield from split_words(record, words)
    if is_random(record):
        yield words["card_random"]


def _training_data(record, words):
    data = (record.settings or {}).get("data") or {}
    if record.catalog is None:
        yield words["card_not_recorded"]
    else:
        yield words["card_photos"].format(**_counts(record, "train", words))
        yield words["card_validation"].format(**_counts(record, "validation", words))
    if judged := judged_words(record.history, words):
        yield judged
    if data.get("name"):
        yield words["card_data"].format(
            name=data["name"], fingerprint=data.get("fingerprint") or words["nothing"]
        )
    if copies := (record.audit or {}).get("copies"):
        yield copies_sentence(copies, words)
    yield from copies_in_split(record, words)


def _counts(record, split, words):
    part = record.catalog[record.catalog["split"] == split]
    return {"photos": words.counted(len(part)), "classes": record.answer.classes_in(part)}
