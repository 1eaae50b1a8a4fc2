"""The tasks of text in sentences: for a thesis, and rows and lines of the model card."""

from signkit.report.findings import some
from signkit.report.parts.text_sections import text_count
from signkit.report.parts.translation_section import one_sentence_each


def tasks_words(asked, words) -> str:
    """What else than its classes a model was trained for; "" where there is nothing else."""
    tasks = str(asked.get("tasks") or "classify").split()
    if tasks == ["classify"]:
        return ""
    named = [words["thesis_task_names"].get(task, task) for task in tasks]
    said = words["thesis_tasks"].format(tasks=some(named, words))
    if "align" in tasks and asked.get("text_encoder"):
        said += ", " + words["thesis_text_encoder"].format(encoder=asked["text_encoder"])
    return said


def text_results(record, words) -> list[str]:
    """Sentences on retrieval, unseen classes and translation, as far as they were measured."""
    metrics, found = record.metrics or {}, []
    for name, say in (
        ("retrieval", _retrieval),
        ("zero_shot", _zero_shot),
        ("translation", _translation),
    ):
        if part := metrics.get(name):
            found += say(record, part, words)
    return found


def card_figures(record, words):
    """(title, value, interval) of the tasks of text, for the model card."""
    metrics = record.metrics or {}
    if part := metrics.get("retrieval"):
        first = part["sign_to_text"]["1"]
        yield words["card_recall"], words.percent(first["recall"]), _span(first, words)
    if part := metrics.get("zero_shot"):
        for name, title in (("among_unseen", "card_unseen"), ("among_all", "card_unseen_all")):
            yield words[title], words.percent(part[name]["accuracy"]), _span(part[name], words)
    if part := metrics.get("translation"):
        low, high = map(words.number, part["beam"]["bleu_interval"])
        yield words["card_bleu"], words.number(part["beam"]["bleu"][3]), f"{low} – {high}"


def _retrieval(record, part, words):
    first = part["sign_to_text"]["1"]
    low, high = map(words.percent, first["interval"])
    number = text_count(record)
    yield words["thesis_retrieval"].format(
        recall=words.percent(first["recall"]),
        low=low,
        high=high,
        chance=words.percent(first["chance"]),
        texts=words["nothing"] if number is None else number,
    )


def _zero_shot(record, part, words):
    unseen, harmonic = part["among_unseen"], part["harmonic"]
    low, high = map(words.percent, unseen["interval"])
    yield words["thesis_zero_shot"].format(
        signs=words.counted(unseen["signs"]),
        names=some(part["names"], words, most=12),
        unseen=words.percent(unseen["accuracy"]),
        number=len(part["names"]),
        low=low,
        high=high,
        chance=words.percent(unseen["chance"]),
        all=words.percent(part["among_all"]["accuracy"]),
        harmonic=""
        if harmonic is None
        else words["thesis_harmonic"].format(harmonic=words.percent(harmonic)),
    )


def _translation(record, part, words):
    beam = part["beam"]
    low, high = map(words.number, beam["bleu_interval"])
    yield words["thesis_translation"].format(
        bleu=" / ".join(map(words.number, beam["bleu"])),
        low=low,
        high=high,
        chrf=words.number(beam["chrf"]),
        exact=words.percent(beam["exact"]),
        signature=beam["signature"],
    )
    if record.translations is not None and one_sentence_each(record.translations):
        yield words["thesis_translation_fixed"]


def _span(row, words) -> str:
    return " – ".join(map(words.percent, row["interval"]))
