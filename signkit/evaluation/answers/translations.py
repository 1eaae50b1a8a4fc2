"""How good translations are: BLEU and chrF as sacreBLEU counts them, perplexity, and examples.

Figures of different papers only compare where words were split alike: say the signature with them.
Post, 2018, "A Call for Clarity in Reporting BLEU Scores".
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sacrebleu.metrics import BLEU, CHRF

from signkit.errors import DataError

ORDERS = (1, 2, 3, 4)
# Words are what blanks separate: right for texts whose punctuation stands apart already, as those
# of translated signs do. For others take "13a", sacreBLEU's own choice.
TOKENIZE = "none"


@dataclass(frozen=True)
class TranslationScores:
    """Figures of a set of translations, BLEU and chrF from 0 to 100."""

    sentences: int
    bleu: tuple[float, float, float, float]  # BLEU-1 to BLEU-4, each of n-grams up to its order
    interval: tuple[float, float]  # 95 %, of BLEU-4, by drawing sentences again
    chrf: float
    signature: str  # how BLEU-4 was counted, as sacreBLEU says it

    def describe(self) -> str:
        """Say them in a line."""
        orders = " / ".join(f"{value:.2f}" for value in self.bleu)
        low, high = self.interval
        return f"BLEU-1 to -4 {orders} (BLEU-4 {low:.2f} to {high:.2f}), chrF {self.chrf:.2f}"


def score_translations(
    said: Sequence[str], true: Sequence[str], tokenize: str = TOKENIZE, repeats: int = 1000
) -> TranslationScores:
    """Score translations against one reference each; case counts.

    `tokenize` is one of sacreBLEU's ("none", "13a", "char", ...), `repeats` the bootstrap's draws
    (Koehn, 2004, "Statistical Significance Tests for Machine Translation Evaluation"). BLEU is of
    the whole set, not a mean of sentences. Raises DataError where the numbers of sentences differ
    or there are none.
    """
    _check(said, true)
    scores = [
        _bleu(order, tokenize).corpus_score(list(said), [list(true)]).score for order in ORDERS[:-1]
    ]
    whole = _bleu(ORDERS[-1], tokenize)
    drawn = whole.corpus_score(list(said), [list(true)], n_bootstrap=max(repeats, 2))
    return TranslationScores(
        sentences=len(true),
        bleu=(*scores, drawn.score),
        interval=_interval(drawn),
        chrf=CHRF().corpus_score(list(said), [list(true)]).score,
        signature=str(whole.get_signature()),
    )


def corpus_bleu(said: Sequence[str], true: Sequence[str], tokenize: str = TOKENIZE) -> float:
    """Return BLEU-4 of a set of translations, 0 to 100."""
    _check(said, true)
    return _bleu(ORDERS[-1], tokenize).corpus_score(list(said), [list(true)]).score


def perplexity(likelihoods: Sequence[float], words: Sequence[int]) -> float:
    """Return exp(-sum of log p / number of words) of sentences' log p (N,) and lengths (N,).

    END counts as a word. Raises DataError without a word.
    """
    total = np.sum(words)
    if not total:
        raise DataError("There are no words to score.", "Give at least one sentence.")
    return float(np.exp(-np.sum(likelihoods) / total))


def example_table(
    source: Sequence[str], true: Sequence[str], said: Sequence[str], each: int = 3
) -> pd.DataFrame:
    """Return the best, the median and the worst `each` translations by their own chrF.

    Columns: where, chrf, source, true, said. chrF and not BLEU, for BLEU of one sentence is mostly
    0. Of few sentences none comes twice.
    """
    _check(said, true)
    measure = CHRF()
    table = pd.DataFrame({"source": source, "true": true, "said": said})
    pairs = zip(said, true, strict=True)
    table.insert(0, "chrf", [measure.sentence_score(a, [b]).score for a, b in pairs])
    ranked = table.sort_values("chrf", ascending=False, kind="stable").reset_index(drop=True)
    middle = max(0, len(ranked) // 2 - each // 2)
    places = {"best": range(each), "median": range(middle, middle + each)}
    places["worst"] = range(len(ranked) - each, len(ranked))
    where = {}
    for name, rows in places.items():
        for row in rows:
            if 0 <= row < len(ranked):
                where.setdefault(row, name)
    chosen = ranked.loc[sorted(where)]
    chosen.insert(0, "where", [where[row] for row in chosen.index])
    return chosen.reset_index(drop=True)


def _bleu(order: int, tokenize: str) -> BLEU:
    # `force` keeps sacreBLEU from warning of text whose punctuation is apart already.
    return BLEU(tokenize=tokenize, max_ngram_order=order, force=True)


def _interval(drawn) -> tuple[float, float]:
    return float(drawn._mean - drawn._ci), float(drawn._mean + drawn._ci)


def _check(said, true) -> None:
    if not len(true):
        raise DataError("There are no translations to score.", "Give at least one sentence.")
    if len(said) != len(true):
        raise DataError(
            f"{len(said)} translations of {len(true)} sentences.", "Give each sentence one."
        )
