"""How well sentences were written, in figures and in examples."""

import pandas as pd

from signkit.evaluation.answers.translations import example_table

WAYS = ("greedy", "beam")
EACH = 3  # examples, of the best, the middle and the worst


def translation(record, words) -> dict | None:
    """Figures of greedy writing beside a beam; None where nothing was written.

    Where pairs of the test stand in the training too, those of the new pairs come third.
    """
    found = (record.metrics or {}).get("translation")
    if not found:
        return None
    lead = [words["translation_lead"].format(sentences=words.counted(found["sentences"]))]
    lead += [_beam(found, words), _what_it_means(record, words)]
    perplexity = words["translation_perplexity"].format(
        perplexity=words.number(found["perplexity"], 2), words=words.counted(found["words"])
    )
    columns = {name: found[name] for name in (*WAYS, "new") if found.get(name)}
    return {
        "lead": " ".join(filter(None, lead)),
        "perplexity": perplexity,
        "ways": {way: found[way] for way in WAYS},
        "columns": [_title(name, columns[name], words) for name in columns],
        "rows": list(_rows(columns.values(), words)),
        "note": words["translation_note"].format(signature=found["beam"]["signature"]),
    }


def examples(record, words) -> dict | None:
    """Rows of `example_rows`, and whether their sources are sentences; None without a table."""
    if record.translations is None or not len(record.translations):
        return None
    long = "source" in record.translations
    return {"rows": example_rows(record.translations), "long": long}


def one_sentence_each(translations) -> bool:
    """Whether every class has one sentence, whoever signs it."""
    return bool((translations.groupby("label", observed=True)["true"].nunique() == 1).all())


def example_rows(translations, each=EACH) -> list[dict]:
    """The best, the middle and the worst pairs of sentences by chrF, each pair once, with counts.

    The source is the sentence that was translated, or the class of a sign. Of pairs that were
    written several times `times` says how often.
    """
    source = "source" if "source" in translations else "label"
    names = [source, "true", "beam"]
    pairs = translations.groupby(names, as_index=False, observed=True).size()
    table = example_table(pairs[source], pairs["true"], pairs["beam"], each)
    times = pairs.set_index(names)["size"]
    return [
        {**row, "times": int(times[row["source"], row["true"], row["said"]])}
        for row in pd.DataFrame(table).to_dict("records")
    ]


def _beam(found, words):
    """How wide the beam was, where the run says it."""
    if found.get("beam_width") is None:
        return ""
    penalty = found.get("length_penalty")
    penalty = words["nothing"] if penalty is None else words.number(penalty)
    return words["translation_width"].format(width=found["beam_width"], penalty=penalty)


def _what_it_means(record, words):
    told = record.translations
    if told is None or "label" not in told:
        return ""
    if one_sentence_each(told):
        accuracy = (record.of_split("test") or {}).get("accuracy")
        return words["translation_fixed"].format(accuracy=words.percent(accuracy))
    return words["translation_free"].format(
        different=words.counted(told["true"].nunique()), classes=told["label"].nunique()
    )


def _title(name, column, words):
    number = words.counted(column["sentences"]) if name == "new" else ""
    return words[f"translation_{name}"].format(number=number)


def _rows(columns, words):
    """(title, a cell for each column); a dash where a column lacks the figure."""
    columns = list(columns)
    for order in range(1, 5):
        values = [words.number(column["bleu"][order - 1]) for column in columns]
        yield words["translation_bleu"].format(order=order), values
    yield words["translation_interval"], [bleu_span(column, words) for column in columns]
    yield words["translation_chrf"], [words.number(column["chrf"]) for column in columns]
    yield words["translation_exact"], [words.percent(column.get("exact")) for column in columns]


def bleu_span(column, words) -> str:
    """The 95 % interval of BLEU-4 in words."""
    low, high = map(words.number, column["bleu_interval"])
    return words["ledger_one_side"].format(low=low, high=high)
