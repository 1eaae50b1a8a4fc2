"""How well sentences were written, in figures and in examples."""

import pandas as pd

from signkit.evaluation.translation import example_table

WAYS = ("greedy", "beam")
EACH = 3  # examples, of the best, the middle and the worst


def translation(record, words) -> dict | None:
    """Figures of greedy writing beside a beam, and examples; None where nothing was written."""
    found = (record.metrics or {}).get("translation")
    if not found:
        return None
    lead = [words["translation_lead"].format(sentences=words.counted(found["sentences"]))]
    lead.append(_what_it_means(record, words))
    perplexity = words["translation_perplexity"].format(
        perplexity=words.number(found["perplexity"], 2), words=words.counted(found["words"])
    )
    signature = found["beam"]["signature"]
    return {
        "lead": " ".join(filter(None, lead)),
        "perplexity": perplexity,
        "ways": {way: found[way] for way in WAYS},
        "rows": list(_rows(found, words)),
        "note": words["translation_note"].format(signature=signature),
        "examples": examples(record.translations),
    }


def one_sentence_each(translations) -> bool:
    """Whether every class has one sentence, whoever signs it."""
    return bool((translations.groupby("label", observed=True)["true"].nunique() == 1).all())


def examples(translations, each=EACH) -> list[dict]:
    """The best, the middle and the worst pairs of sentences by chrF, each pair once, with counts.

    Of pairs that were written several times `times` says how often.
    """
    if translations is None or not len(translations):
        return []
    pairs = translations.groupby(["label", "true", "beam"], as_index=False, observed=True).size()
    table = example_table(pairs["label"], pairs["true"], pairs["beam"], each)
    times = pairs.set_index(["label", "true", "beam"])["size"]
    return [
        {**row, "times": int(times[row["source"], row["true"], row["said"]])}
        for row in pd.DataFrame(table).to_dict("records")
    ]


def _what_it_means(record, words):
    told = record.translations
    if told is None:
        return ""
    if one_sentence_each(told):
        accuracy = (record.of_split("test") or {}).get("accuracy")
        return words["translation_fixed"].format(accuracy=words.percent(accuracy))
    return words["translation_free"].format(
        different=words.counted(told["true"].nunique()), classes=told["label"].nunique()
    )


def _rows(found, words):
    """(title, a cell for each way of writing)."""
    for order in range(1, 5):
        values = [words.number(found[way]["bleu"][order - 1]) for way in WAYS]
        yield words["translation_bleu"].format(order=order), values
    spans = [map(words.number, found[way]["bleu_interval"]) for way in WAYS]
    spans = [words["ledger_one_side"].format(low=low, high=high) for low, high in spans]
    yield words["translation_interval"], spans
    yield words["translation_chrf"], [words.number(found[way]["chrf"]) for way in WAYS]
    yield words["translation_exact"], [words.percent(found[way]["exact"]) for way in WAYS]
