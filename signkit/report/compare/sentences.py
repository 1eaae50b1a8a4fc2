"""Two runs that translate sentences, on the same sentences: the difference of BLEU-4."""

import numpy as np
from sacrebleu.metrics import BLEU

from signkit.evaluation.answers.translations import TOKENIZE
from signkit.evaluation.intervals import t_interval

REPEATS = 1000
ORDER = 4


def compare_written(first, second, true, seed=0, repeats=REPEATS) -> dict:
    """BLEU-4 (0-1) of two runs' sentences (N,), first minus second, its 95 % interval and p.

    The interval draws sentences again, both runs together (Koehn, 2004, "Statistical Significance
    Tests for Machine Translation Evaluation"); p is of approximate randomisation: were the runs
    equal, they might change places in any sentence (Riezler & Maxwell, 2005).
    """
    ours, theirs = sentence_counts(first, true), sentence_counts(second, true)
    number, rng = len(ours), np.random.default_rng(seed)
    one, two = bleu_of(ours.sum(0)), bleu_of(theirs.sum(0))
    gap = float(one - two)
    times = rng.multinomial(number, np.full(number, 1 / number), repeats).astype(float)
    drawn = bleu_of(times @ ours) - bleu_of(times @ theirs)
    swaps = rng.integers(0, 2, (repeats, number)).astype(float)
    swaps[0] = 0  # the runs as they are count as one way, so that p is never 0
    moved = ours.sum(0) + swaps @ (theirs - ours)
    gaps = bleu_of(moved) - bleu_of(ours.sum(0) + theirs.sum(0) - moved)
    return {
        "first": float(one),
        "second": float(two),
        "difference": gap,
        "interval": t_interval(gap, float(drawn.std()), number, span=(-1, 1)),
        "p": float((np.abs(gaps) >= abs(gap) - 1e-12).mean()),
        "over": "photos",
    }


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
