"""Two runs that translate sentences: the difference of BLEU-4 on the same sentences."""

import json

import numpy as np
import pandas as pd
from sacrebleu.metrics import BLEU

from signkit.evaluation.answers.translations import TOKENIZE
from signkit.evaluation.intervals import t_interval
from signkit.evaluation.paired import Paired, mcnemar
from signkit.evaluation.permutation import exchanges, share_as_far
from signkit.runs.files import TRANSLATIONS

REPEATS = 1000
ORDER = 4


class PairedSentences:
    """BLEU-4 by approximate randomisation; rows have what was written and `true`."""

    does = "translate sentences"
    measures = ("bleu_4", "chrf", "perplexity")
    table = TRANSLATIONS

    def figures(self, record, split: str = "test") -> dict:
        """The figures of beam search, BLEU as shares (0-1); {} where it was not measured."""
        metrics = record.metrics if split == "test" else record.of_split(split)
        return _figures((metrics or {}).get("translation"))

    def rows(self, record) -> pd.DataFrame:
        """The pairs of sentences of the test; the same pair a second time is another."""
        table = record.translations
        keys = table["source"].astype(str) + "\t" + table["true"].astype(str)
        again = keys.groupby(keys).cumcount().astype(str)
        shown = {"label": keys, "right": table["beam"] == table["true"], "group": None}
        shown |= {name: table[name].astype(str) for name in ("beam", "true")}
        return pd.DataFrame(shown).set_index(keys + "\t" + again).sort_index()

    def validated_on(self, record) -> str:
        """What says which pairs validated a run, whose sentences are not in its folder."""
        data = record.settings.get("data") or {}
        told = [data.get("fingerprint"), data.get("split_strategy"), data.get("split_pairs")]
        if data.get("split_strategy") != "given":
            told += [data.get("seed"), data.get("fractions")]
        return json.dumps(told, sort_keys=True, default=str)

    def trained_on(self, record) -> int:
        """How many pairs trained the weights, 0 where the run does not say."""
        counts = (record.settings.get("data") or {}).get("split_pairs") or {}
        return int(counts.get("train", 0))

    def compare(self, first: pd.DataFrame, second: pd.DataFrame, seed: int = 0) -> Paired:
        """BLEU-4 (0-1) of the first minus that of the second.

        The interval draws sentences again, both runs together (Koehn, 2004, "Statistical
        Significance Tests for Machine Translation Evaluation"); p is of approximate randomisation:
        were the runs equal, they might change places in any sentence (Riezler & Maxwell, 2005).
        """
        ours, theirs = _counts(first, second)
        rng = np.random.default_rng(seed)
        one, two = float(bleu_of(ours.sum(0))), float(bleu_of(theirs.sum(0)))
        interval = _interval(one - two, ours, theirs, rng)
        moved = ours.sum(0) + exchanges(len(ours), REPEATS, rng) @ (theirs - ours)
        gaps = bleu_of(moved) - bleu_of(ours.sum(0) + theirs.sum(0) - moved)
        right = mcnemar(first["right"], second["right"])
        p = share_as_far(gaps, one - two)
        return Paired(one, two, interval, "photos", p, right.first_only, right.second_only)

    def over_repetitions(self, first, second) -> tuple[float, float]:
        """The interval of the difference over the sentences of all pairs together."""
        ours, theirs = _counts(pd.concat(first), pd.concat(second))
        gap = float(bleu_of(ours.sum(0)) - bleu_of(theirs.sum(0)))
        return _interval(gap, ours, theirs, np.random.default_rng(0))


def sentence_counts(said, true) -> np.ndarray:
    """What BLEU-4 counts in each sentence (N, 10): both lengths, n-grams right, n-grams."""
    measure = BLEU(tokenize=TOKENIZE, max_ngram_order=ORDER, effective_order=True)
    scores = [measure.sentence_score(a, [b]) for a, b in zip(said, true, strict=True)]
    rows = [[one.sys_len, one.ref_len, *one.counts, *one.totals] for one in scores]
    return np.array(rows, float).reshape(-1, 2 + 2 * ORDER)


def bleu_of(counts) -> np.ndarray:
    """BLEU-4 (0-1) of summed counts (..., 10), with sacreBLEU's exponential smoothing."""
    said, true = counts[..., 0], counts[..., 1]
    right, every = counts[..., 2 : 2 + ORDER], counts[..., 2 + ORDER :]
    halved = 2.0 ** np.cumsum(right == 0, axis=-1)
    precisions = np.where(right > 0, right, 1 / halved) / np.maximum(every, 1)
    brevity = np.exp(np.minimum(0, 1 - true / np.maximum(said, 1)))
    mean = np.exp(np.log(precisions).mean(axis=-1))
    return np.where((right.sum(-1) > 0) & (every.min(-1) > 0), brevity * mean, 0)


def _figures(found) -> dict:
    """What translating a split came to as figures of a run; {} where it was not measured."""
    if not found:
        return {}
    beam, new = found["beam"], found.get("new") or {}
    low, high = beam["bleu_interval"]
    bleu = {f"bleu_{order}": value / 100 for order, value in enumerate(beam["bleu"], start=1)}
    return {
        **bleu,
        "bleu_4_interval": (low / 100, high / 100),
        "chrf": beam["chrf"],
        "exact": beam["exact"],
        "perplexity": found["perplexity"],
        "bleu_4_new": new["bleu"][3] / 100 if new.get("sentences") else None,
    }


def _counts(first, second):
    return [sentence_counts(rows["beam"], first["true"]) for rows in (first, second)]


def _interval(gap, ours, theirs, rng):
    number = len(ours)
    times = rng.multinomial(number, np.full(number, 1 / number), REPEATS).astype(float)
    drawn = bleu_of(times @ ours) - bleu_of(times @ theirs)
    return t_interval(gap, float(drawn.std()), number, span=(-1, 1))
