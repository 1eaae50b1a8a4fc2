"""What `version.json` says of a run that translates sentences: its answer, and how good it is."""

from signkit.runs.record import Run

FIGURES = ("chrf", "exact", "perplexity")


def gives(run: Run, settings: dict) -> dict:
    """What the model gives, and how it becomes a sentence."""
    words = len(run.read_json("sentences.json")["words"])
    beam = (settings.get("settings") or {}).get("beam")
    return {
        "shape": [None, words],
        "range": None,
        "vocabulary": words,
        "words": "a score (logit) for each word of sentences.json, at each place of target_input:"
        " how likely it comes next; Translator.load(folder).translate([...]) from"
        f" signkit.models.texts.translator makes a sentence of them by beam search (beam {beam})",
    }


def headline(metrics: dict) -> dict:
    """BLEU-4 of beam search on the test (0-100, as its 95 % interval), and the other figures."""
    test = metrics.get("translation") or {}
    beam, new = test.get("beam") or {}, test.get("new") or {}
    bleu = beam.get("bleu") or (None,)
    found = {"bleu_4": bleu[-1], "bleu_4_new": new["bleu"][-1] if new else None}
    found |= {name: beam.get(name, test.get(name)) for name in FIGURES}
    return {
        "measure": "BLEU-4",
        "value": bleu[-1],
        "interval": beam.get("bleu_interval"),
        "interval_over": "sentences",
        "sentences": test.get("sentences"),
        "figures": {name: value for name, value in found.items() if value is not None},
    }


def model_words(settings: dict) -> str:
    """A few words on what was trained, such as "gloss to de, transformer, width 256, depth 1"."""
    asked = settings.get("settings") or {}
    parts = [f"{asked['source']} to {asked['target']}"] if asked.get("target") else []
    sizes = [f"{name} {asked[name]}" for name in ("width", "depth") if asked.get(name)]
    return ", ".join([*parts, "transformer", *sizes])
