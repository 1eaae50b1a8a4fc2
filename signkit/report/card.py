"""The model card: what a model is, what it is for, and how it does for whom.

Its headings are those of Mitchell et al., 2019, "Model cards for model reporting".
"""

import re

from signkit.report import findings
from signkit.report.answers import label_sections, sentence_words
from signkit.report.answers.text_words import card_figures
from signkit.report.environment import environment
from signkit.report.parts import sections
from signkit.report.parts.branches import main_verdict
from signkit.report.parts.constant import constant
from signkit.report.parts.curves import judged_words
from signkit.report.parts.headline import interval_over
from signkit.report.parts.leaks import copies_in_split, copies_sentence, gap_sentence
from signkit.report.parts.search import values_words
from signkit.report.parts.sureness import sureness
from signkit.report.parts.unknowns import unknowns
from signkit.report.thesis import is_random, model_words, split_words

FILE = "model_card.md"
_FIGURES = ("accuracy", "top5", "macro_f1", "balanced_accuracy")
_RECALL_SHOWN = 200  # classes; a longer table helps nobody


def model_card(record, words, now: str) -> str:
    """The card as Markdown; a part that the run folder says nothing about stays short."""
    templates = environment(words, page=False)
    templates.filters["cell"] = _cell
    lists = sentence_words.card_lists if record.sentences else _lists
    refusing = unknowns(record, words)
    return templates.get_template(FILE).render(
        t=words,
        now=now,
        name=record.folder.resolve().name,
        kind=record.kind.card,
        several=record.several,
        sentences=record.sentences,
        verdict=main_verdict(record.of_split("ledger") or {}, words),
        threshold=refusing and refusing["lead"],
        groups=sections.by_group(record, words),
        rows=_rows(record, words),
        caveats=list(_caveats(record, words)),
        **lists(record, words),
    )


def _lists(record, words):
    test, classes = record.of_split("test"), record.labels or []
    return {
        "details": list(_details(record, words)),
        "about": words["card_use_classes"].format(
            number=len(classes), classes=", ".join(map(_cell, classes))
        ),
        "model": "model.keras",
        "interface": list(_interface(record, words)),
        "factors": list(_factors(record, test, words)),
        "metrics": list(_metrics(record, test, words)),
        "evaluation_data": list(_evaluation_data(record, words)),
        "training_data": list(_training_data(record, words)),
        "figures": list(_figures(record, test, words)) if test else [],
    }


def _rows(record, words):
    if not record.of_split("test"):
        return []
    table = (label_sections.labels if record.several else sections.per_class)(record, words)
    return table["rows"][:_RECALL_SHOWN] if table else []


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


def _factors(record, test, words):
    groups = findings.split_groups(record.catalog)
    if any(groups.values()):
        yield words["card_factors_groups"].format(
            **{split: words.counted(len(names)) for split, names in groups.items()}
        )
    else:
        yield words["groups_unknown"]
    if test and record.kind.hands and not record.several:
        yield sections.hands(record, words)["sentence"]
    yield words["card_factors_unknown"]


def _metrics(record, test, words):
    yield words["card_metrics_what"]
    if test:
        yield words["card_metrics_interval"].format(over=interval_over(record, test, words))
    if against := constant(record, words):
        yield against["sentence"]
    if found := sureness(record, words):
        yield found["sentence"]


def _evaluation_data(record, words):
    if record.catalog is None:
        yield words["card_not_recorded"]
        return
    yield words["card_photos"].format(**_counts(record.catalog, "test", words))
    yield from split_words(record, words)
    if is_random(record):
        yield words["card_random"]


def _training_data(record, words):
    data = (record.settings or {}).get("data") or {}
    if record.catalog is None:
        yield words["card_not_recorded"]
    else:
        yield words["card_photos"].format(**_counts(record.catalog, "train", words))
        yield words["card_validation"].format(**_counts(record.catalog, "validation", words))
    if judged := judged_words(record.history, words):
        yield judged
    if data.get("name"):
        yield words["card_data"].format(
            name=data["name"], fingerprint=data.get("fingerprint") or words["nothing"]
        )
    if copies := (record.audit or {}).get("copies"):
        yield copies_sentence(copies, words)
    yield from copies_in_split(record, words)


def _counts(catalog, split, words):
    part = catalog[catalog["split"] == split]
    return {"photos": words.counted(len(part)), "classes": findings.classes_in(part)}


def _figures(record, test, words):
    for name in label_sections.FIGURES if record.several else _FIGURES:
        if (value := test.get(name)) is not None:
            interval = test.get(f"{name}_interval")
            span = " – ".join(map(words.percent, interval)) if interval else words["nothing"]
            yield words[name], label_sections.shown(name, value, words), span
    what = "f1" if record.several else "recall"
    if worst := test["worst_class"]:
        title = f"{words['worst_class']} ({_cell(worst['label'])}, {words[what]})"
        yield title, words.percent(worst[what]), words["nothing"]
    yield from card_figures(record, words)


def _caveats(record, words):
    if (against := constant(record, words)) and against["warning"]:
        yield f"**{against['warning']}**"
    for title, sentence in findings.warnings(record, words):
        yield f"**{title}.** {sentence}"
    if gap := (record.audit or {}).get("gap"):
        yield gap_sentence(gap, words)
    if refusing := unknowns(record, words):
        yield " ".join(refusing["outside"])
    if (record.metrics or {}).get("translation"):
        yield words["card_not_translation"]
    yield words["thesis_one_run" if _is_one(record) else "card_ensemble"]
    yield words["card_see"]


def _is_one(record):
    return ((record.settings or {}).get("settings") or {}).get("ensemble", 1) == 1


def _cell(text) -> str:
    """A text as Markdown shows it as it is, also in a cell of a table."""
    return re.sub(r"([|<$*`\[])", r"\\\1", " ".join(str(text).split()))
