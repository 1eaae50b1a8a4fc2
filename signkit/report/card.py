"""The model card: what a model is, what it is for, and how it does for whom.

Its headings are those of Mitchell et al., 2019, "Model cards for model reporting".
"""

from signkit.report.answers.table import reported
from signkit.report.card_lists import cell
from signkit.report.environment import environment
from signkit.report.parts import sections
from signkit.report.parts.branches import main_verdict
from signkit.report.parts.leaks import gap_sentence
from signkit.report.parts.unknowns import unknowns
from signkit.runs.files import CARD


def model_card(record, words, now: str) -> str:
    """The card as Markdown; a part that the run folder says nothing about stays short."""
    templates, answer = environment(words, page=False), reported(record)
    templates.filters["cell"] = cell
    refusing = unknowns(record, words)
    return templates.get_template(CARD).render(
        t=words,
        now=now,
        name=record.folder.resolve().name,
        kind=record.kind.card,
        verdict=main_verdict(record.of_split("ledger") or {}, words),
        threshold=refusing and refusing["lead"],
        groups=sections.by_group(record, words),
        caveats=list(_caveats(record, answer, words)),
        **answer.card(record, words),
    )


def _caveats(record, answer, words):
    if (against := answer.constant(record, words)) and against["warning"]:
        yield f"**{against['warning']}**"
    for title, sentence in answer.warnings(record, words):
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
