"""A run that translates sentences alone in words: for a thesis, and lists of its model card."""

from signkit.report.answers.sentence_sections import (
    measured,
    named,
    new_pairs,
    over_sentences,
    seen_words,
)
from signkit.report.answers.text_words import card_figures
from signkit.report.findings import strategy
from signkit.report.parts.translation_section import bleu_span
from signkit.report.thesis import seed_words, software

_CODE = """from signkit.models.texts.translator import Translator

translator = Translator.load(".")  # {folder}
translator.translate(["..."])"""
_SIZES = ("depth", "width", "heads", "hidden")


def thesis(record, words) -> dict | None:
    """`sentences` that state a run's result with all that qualifies it; None without a test."""
    found, settings = measured(record), record.settings or {}
    if not found:
        return None
    said = [_trained(settings, words), *split_words(settings, words), _result(found, words)]
    if new := new_pairs(found):
        said.append(new_words(new, "pairs_new", words))
    said += [words["thesis_one_run"], software(settings, words)]
    return {"sentences": [sentence for sentence in said if sentence]}


def new_words(new, name, words) -> str:
    """The sentence `name` on the pairs of the test that the training does not hold."""
    return words[name].format(
        number=words.counted(new["sentences"]),
        bleu=words.number(new["bleu"][3]),
        interval=bleu_span(new, words),
        chrf=words.number(new["chrf"]),
    )


def parts_of(settings, words) -> str:
    """What the network is made of, its sizes, and the seed."""
    asked, parts = settings.get("settings") or {}, [words["pairs_transformer"]]
    if all(asked.get(name) for name in _SIZES):
        parts.append(words["pairs_sizes"].format(**{name: asked[name] for name in _SIZES}))
    return ", ".join(filter(None, [*parts, seed_words(asked, words)]))


def split_words(settings, words):
    """Sentences on who decided the split, and which pairs stand in the training as well."""
    name, data = strategy(settings), settings.get("data") or {}
    if name in words["pairs_split"]:
        yield words["pairs_split"][name]
    if "seen" in data:
        yield seen_words(data, words)


def warnings(record, words) -> list[tuple[str, str]]:
    """(title, sentence) of what to know of a run that translates sentences alone."""
    return list(_warnings(record, words))


def summary(record, words) -> list[str]:
    """The lines that a run ends with; none before the test was measured."""
    test = measured(record)
    if not test:
        return []
    beam = test["beam"]
    lines = [
        words["summary_bleu"].format(
            bleu=words.number(beam["bleu"][3]),
            interval=bleu_span(beam, words),
            over=over_sentences(test, words),
        ),
        words["summary_bleu_more"].format(
            chrf=words.number(beam["chrf"]),
            perplexity=words.number(test["perplexity"], 2),
            exact=words.percent(beam["exact"]),
        ),
    ]
    if new := new_pairs(test):
        lines.append(new_words(new, "summary_new", words))
    return lines


def card_lists(record, words) -> dict:
    """What the model card says in its lists, by their names in its template."""
    settings, found = record.settings or {}, measured(record)
    data = settings.get("data") or {}
    interval = over_sentences(found, words) if found else None
    return {
        "details": list(_details(settings, words)),
        "about": _about(data, words),
        "code": _CODE.format(folder=words["card_folder"]),
        "interface": [words["card_translate"]] if settings else [],
        "factors": [words["card_factors_unknown"]],
        "metrics": [words["card_metrics_what"]]
        + ([words["card_metrics_interval"].format(over=interval)] if interval else []),
        "evaluation_data": list(_evaluation_data(settings, words)),
        "training_data": list(_training_data(settings, words)),
        "figures": list(_figures(record, found, words)) if found else [],
        "table": None,
    }


def _trained(settings, words):
    data, asked = settings.get("data") or {}, settings.get("settings") or {}
    pairs = data.get("split_pairs")
    if not pairs:
        return None
    return words["pairs_trained"].format(
        parts=parts_of(settings, words),
        source=asked.get("source") or words["nothing"],
        target=asked.get("target") or words["nothing"],
        dataset=named(settings, words),
        photos=words.counted(data.get("pairs", sum(pairs.values()))),
        **{split: words.counted(pairs.get(split, 0)) for split in ("train", "validation", "test")},
    )


def _result(found, words):
    beam, width = found["beam"], found.get("beam_width")
    penalty = found.get("length_penalty")
    return words["pairs_result"].format(
        number=words.counted(found["sentences"]),
        width=words["nothing"] if width is None else width,
        penalty=words["nothing"] if penalty is None else words.number(penalty),
        bleu=" / ".join(map(words.number, beam["bleu"])),
        interval=bleu_span(beam, words),
        chrf=words.number(beam["chrf"]),
        exact=words.percent(beam["exact"]),
        perplexity=words.number(found["perplexity"], 2),
        words=words.counted(found["words"]),
        signature=beam["signature"],
    )


def _details(settings, words):
    resolved, versions = settings.get("resolved") or {}, settings.get("versions") or {}
    yield words["card_kind"], words["lead_kinds"]["text"]
    yield words["card_made_of"], parts_of(settings, words)
    if resolved.get("parameters"):
        yield words["card_parameters"], words.counted(resolved["parameters"])
    if versions:
        yield words["versions"], ", ".join(f"{name} {number}" for name, number in versions.items())


def _about(data, words):
    vocabulary = data.get("vocabulary")
    if not vocabulary:
        return words["card_not_recorded"]
    counts = {side: words.counted(number) for side, number in vocabulary.items()}
    return words["pairs_vocabulary"].format(**counts)


def _evaluation_data(settings, words):
    pairs = (settings.get("data") or {}).get("split_pairs")
    if not pairs:
        yield words["card_not_recorded"]
        return
    yield words["card_photos"].format(photos=words.counted(pairs.get("test", 0)))
    yield from split_words(settings, words)


def _training_data(settings, words):
    data = settings.get("data") or {}
    pairs = data.get("split_pairs")
    if not pairs:
        yield words["card_not_recorded"]
        return
    yield words["card_photos"].format(photos=words.counted(pairs.get("train", 0)))
    yield words["card_validation"].format(photos=words.counted(pairs.get("validation", 0)))
    yield words["card_data"].format(
        name=named(settings, words), fingerprint=data.get("fingerprint") or words["nothing"]
    )


def _figures(record, found, words):
    blank = words["nothing"]
    yield from card_figures(record, words)
    if new := new_pairs(found):
        title = words["card_bleu_new"].format(number=words.counted(new["sentences"]))
        yield (
            title,
            words.number(new["bleu"][3]),
            " – ".join(map(words.number, new["bleu_interval"])),
        )
    yield words["translation_chrf"], words.number(found["beam"]["chrf"]), blank
    yield words["perplexity"], words.number(found["perplexity"], 2), blank
    yield words["translation_exact"], words.percent(found["beam"]["exact"]), blank


def _warnings(record, words):
    data = (record.settings or {}).get("data") or {}
    found = (record.metrics or {}).get("translation") or {}
    seen, new = (data.get("seen") or {}).get("test"), found.get("new") or {}
    if seen:
        test = (data.get("split_pairs") or {}).get("test", found.get("sentences", 0))
        said = words["warn_seen"].format(seen=words.counted(seen), test=words.counted(test))
        if new.get("sentences"):
            low, high = map(words.number, new["bleu_interval"])
            said += " " + words["warn_seen_new"].format(
                number=words.counted(new["sentences"]),
                new=words.number(new["bleu"][3]),
                low=low,
                high=high,
                bleu=words.number(found["beam"]["bleu"][3]),
                chrf=words.number(new["chrf"]),
            )
        yield words["warn_seen_title"], said
    if strategy(record.settings or {}) == "random":
        yield words["warn_random_title"], words["warn_random"]
