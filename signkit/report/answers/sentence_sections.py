"""Parts of the report of a run that translates sentences alone, from its files to the page."""

from signkit.report.findings import SPLITS, some, strategy
from signkit.report.parts.translation_section import bleu_span


def overview(record, words) -> dict:
    """What was translated into what, on what split, and how much of it is known already."""
    settings = record.settings or {}
    data = settings.get("data") or {}
    sentences = [what_of(settings, words), *split_of(settings, words)]
    pairs = data.get("split_pairs") or {}
    rows = [_split_row(data, split, words) for split in SPLITS if split in pairs]
    shown = {"rows": rows, "with_groups": False, "of": words["split_seen"]}
    return {"sentences": list(filter(None, sentences)), **shown}


def headline(record, words) -> dict | None:
    """The test's figures as tiles: title, value, share (0-1), interval, notes."""
    found = measured(record)
    if not found:
        return None
    number, beam = words.counted(found["sentences"]), found["beam"]
    tiles = [_bleu_tile(words["bleu"], beam, over_sentences(found, words), words)]
    if new := new_pairs(found):
        counted = words.counted(new["sentences"])
        over = words["over_new"].format(number=counted)
        tiles.append(_bleu_tile(words["bleu_new"], new, over, words))
    chrf, perplexity = words.number(beam["chrf"]), words.number(found["perplexity"], 2)
    note = words["perplexity_note"].format(words=words.counted(found["words"]))
    right = round(beam["exact"] * found["sentences"])
    exact = words["exact_note"].format(right=words.counted(right), number=number)
    tiles += [
        _tile(words["translation_chrf"], chrf, words["chrf_note"]),
        _tile(words["perplexity"], perplexity, note),
        _tile(words["translation_exact"], words.percent(beam["exact"]), exact),
    ]
    greedy = words.number(found["greedy"]["bleu"][3])
    return {"tiles": tiles, "guess": words["bleu_greedy"].format(bleu=greedy)}


def comparison(record, words) -> dict | None:
    """Validation beside test; None where the validation was not measured."""
    both = [(record.of_split("validation") or {}).get("translation"), measured(record)]
    if not all(both):
        return None
    beams = [found["beam"] for found in both]
    rows = [
        (words["bleu"], [words.number(beam["bleu"][3]) for beam in beams]),
        (words["interval_short"], [bleu_span(beam, words) for beam in beams]),
        (words["translation_chrf"], [words.number(beam["chrf"]) for beam in beams]),
        (words["perplexity"], [words.number(found["perplexity"], 2) for found in both]),
        (words["translation_exact"], [words.percent(beam["exact"]) for beam in beams]),
        (words["photos"].capitalize(), [words.counted(found["sentences"]) for found in both]),
    ]
    gap = round(beams[1]["bleu"][3] - beams[0]["bleu"][3], 1)
    said = words["compare_gap" if gap else "compare_same"].format(
        points=words.number(abs(gap)), side=words["below" if gap < 0 else "above"]
    )
    return {"rows": rows, "gap": said}


def measured(record) -> dict | None:
    """What translating the test came to, or None before it was measured."""
    return (record.metrics or {}).get("translation")


def new_pairs(found) -> dict | None:
    """The figures of the test's pairs that the training does not hold, where some are held."""
    new = found.get("new")
    return new if new and new.get("sentences") else None


def over_sentences(found, words) -> str:
    """What the interval of BLEU-4 is over."""
    return words["over_photos"].format(number=words.counted(found["sentences"]))


def what_of(settings, words) -> str:
    """The data set, its pairs and the words of both vocabularies in a sentence."""
    asked, data = settings.get("settings") or {}, settings.get("data") or {}
    if not settings:
        return ""
    said = words["pairs_lead"].format(
        what=words["lead_kinds"]["text"],
        dataset=words["lead_dataset"].format(dataset=named(settings, words)),
        source=asked.get("source") or words["nothing"],
        target=asked.get("target") or words["nothing"],
        photos=_counted(data.get("pairs"), words),
    )
    vocabulary = data.get("vocabulary")
    if not vocabulary:
        return said
    counts = {side: _counted(vocabulary.get(side), words) for side in ("source", "target")}
    return f"{said} {words['pairs_vocabulary'].format(**counts)}"


def named(settings, words) -> str:
    """The data set's name."""
    data, asked = settings.get("data") or {}, settings.get("settings") or {}
    name = str(data.get("name") or asked.get("dataset") or "")
    return name.rstrip("/").rsplit("/", 1)[-1] or words["nothing"]


def split_of(settings, words):
    """Sentences on how the pairs were split, and how many stand in the training as well."""
    data, name = settings.get("data") or {}, strategy(settings)
    if name:
        seed = data.get("seed", (settings.get("settings") or {}).get("seed"))
        text = words["pairs_given" if name == "given" else "split_of"]
        known = words["strategies"].get(name, name)
        yield text.format(strategy=known, seed=words["nothing"] if seed is None else seed)
    if "seen" in data:
        yield seen_words(data, words)


def seen_words(data, words) -> str:
    """How many pairs of validation and test stand word for word in the training too."""
    pairs, seen = data.get("split_pairs") or {}, data["seen"]
    told = [
        words["pairs_seen_of"].format(
            seen=words.counted(seen[split]),
            pairs=_counted(pairs.get(split), words),
            split=words["pairs_seen_splits"][split],
        )
        for split in SPLITS
        if seen.get(split)
    ]
    return words["pairs_seen"].format(pairs=some(told, words)) if told else words["pairs_seen_none"]


def _bleu_tile(title, found, over, words):
    low, high = map(words.number, found["bleu_interval"])
    notes = [words["interval"].format(low=low, high=high), over]
    ends = [min(max(end / 100, 0), 1) for end in found["bleu_interval"]]
    value, share = words.number(found["bleu"][3]), found["bleu"][3] / 100
    return {"title": title, "value": value, "share": share, "interval": ends, "notes": notes}


def _tile(title, value, note):
    return {"title": title, "value": value, "share": None, "interval": None, "notes": [note]}


def _split_row(data, split, words):
    pairs = data["split_pairs"]
    seen = (data.get("seen") or {}).get(split)
    return {
        "split": words["splits"][split],
        "photos": words.counted(pairs[split]),
        "share": pairs[split] / max(1, sum(pairs.values())),
        "of": _counted(seen, words),
        "groups": "",
    }


def _counted(number, words):
    return words["nothing"] if number is None else words.counted(number)
