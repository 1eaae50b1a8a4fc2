"""A sentence: words written one after the other."""

from pathlib import Path

from signkit.errors import RunError
from signkit.evaluation.answers.base import Tested
from signkit.evaluation.answers.paired.sentences import PairedSentences
from signkit.runs.files import SENTENCES, TRANSLATIONS, TRANSLATOR
from signkit.runs.formats import read_file

POINTS = ("bleu", "chrf", "perplexity")
FIGURES = ("chrf", "exact", "perplexity")


class Sentences:
    """A sentence is translated."""

    name = "sentences"
    measure = "bleu_4"
    measure_name = "BLEU-4"
    files = (TRANSLATIONS,)
    model = TRANSLATOR
    names = SENTENCES
    paired = PairedSentences()
    tested = Tested("translating sentences", "sentences", "pairs", "pairs", POINTS)

    def headline(self, metrics: dict) -> dict:
        """BLEU-4 of beam search on the test (0-100, as its 95 % interval), and other figures."""
        test = metrics.get("translation") or {}
        beam, new = test.get("beam") or {}, test.get("new") or {}
        bleu = beam.get("bleu") or (None,)
        found = {self.measure: bleu[-1], "bleu_4_new": new["bleu"][-1] if new else None}
        found |= {name: beam.get(name, test.get(name)) for name in FIGURES}
        return {
            "measure": self.measure_name,
            "value": bleu[-1],
            "interval": beam.get("bleu_interval"),
            "interval_over": "sentences",
            "sentences": test.get("sentences"),
            "figures": {name: value for name, value in found.items() if value is not None},
        }

    def names_in(self, folder: Path) -> list[str]:
        """The words that sentences are written in."""
        return read_file(folder / self.names)["words"]

    def labels_in(self, folder: Path) -> list[str]:
        """None: a sentence is no label; raises RunError."""
        raise RunError(
            f"{folder} translates sentences: it has no labels.",
            "Load it with Translator.load(version.folder), of signkit.models.texts.translator.",
        )

    def gives(self, names: list[str], metrics: dict, settings: dict) -> dict:
        """A score for each word at each place, and how they become a sentence."""
        beam = (settings.get("settings") or {}).get("beam")
        return {
            "shape": [None, len(names)],
            "range": None,
            "vocabulary": len(names),
            "words": "a score (logit) for each word of sentences.json, at each place of"
            " target_input: how likely it comes next; Translator.load(folder).translate([...])"
            " from signkit.models.texts.translator makes a sentence of them by beam search"
            f" (beam {beam})",
        }
