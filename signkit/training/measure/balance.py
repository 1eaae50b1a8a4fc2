"""How far to trust each head of a trained hybrid: told by people whom none of them has seen.

On the photos that it is trained on, a photo branch with millions of weights looks as reliable as
the landmarks; on other people it often isn't, and a fusion that learnt from those photos trusts it
too far. The validation split has other people: three numbers are fitted on it.
"""

import numpy as np
from scipy.optimize import minimize

from signkit.inputs.batches import Batches
from signkit.models.blocks.balance import HEADS, TINY
from signkit.training.loop.work import Work

BRANCHES = ("visual", "landmark")
MOST = 3.0  # more would make one who knows little speak loudly, fitted on few photos


def fit_balance(work: Work) -> None:
    """Set the trust in the fused head and in each branch's that had a stage of its own.

    Nothing is done where no branch had one, or where validation photos are of people trained on:
    what is learnt there about trust holds for no one else.
    """
    staged = [name for name in BRANCHES if any(s.output == name for s in work.plan)]
    shared = work.settings.validation == "photos" and _grouped(work)
    if not work.network.branches(work.plan[-1].output) or not staged or shared:
        return
    opinions = [np.log(np.maximum(p, TINY)) for p in _opinions(work)]
    asked = [True, *(name in staged for name in HEADS[1:])]
    samples = work.dataset.split("validation")
    trust = best_trust(opinions, samples.targets[samples.rows], asked)
    work.network.trust(trust)
    said = ", ".join(f"{name} {value:.2f}" for name, value in zip(HEADS, trust, strict=True))
    print(f"Trust in each head, fitted on the validation split: {said}.")
    work.run.note_resolved(trust=dict(zip(HEADS, trust.tolist(), strict=True)))


def best_trust(opinions: list[np.ndarray], targets: np.ndarray, asked: list[bool]) -> np.ndarray:
    """Find the trust (3,) >= 0 of the lowest mean log loss; heads that aren't `asked` have 0.

    `opinions` are log probabilities (N, C) of each head, `targets` (N,) int. The loss is convex.
    """
    stacked = np.stack([opinion * ask for opinion, ask in zip(opinions, asked, strict=True)])

    def loss(trust):
        pooled = np.tensordot(trust, stacked, axes=1)
        pooled -= pooled.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(pooled).sum(axis=1))
        right = np.take_along_axis(pooled, targets[:, None], axis=1)[:, 0]
        share = np.exp(pooled - log_sum[:, None])
        true = np.take_along_axis(stacked, targets[None, :, None], axis=2)[:, :, 0]
        slope = (share * stacked).sum(axis=2) - true
        return (log_sum - right).mean(), slope.mean(axis=1)

    start = np.array(asked, float) / sum(asked)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, MOST)] * len(asked))
    return np.where(asked, found.x, 0.0)


def _opinions(work: Work) -> list[np.ndarray]:
    """What each head says of the validation photos, (N, C); 1 where it isn't asked."""
    reader = work.network.opinions()
    batches = Batches(work.dataset.split("validation"), work.settings.batch_size)
    *said, mask = reader.predict(batches, verbose=0)
    said[-1] = np.where(mask.any(axis=1, keepdims=True), said[-1], 1.0)
    return said


def _grouped(work: Work) -> bool:
    sides = work.dataset.catalog.table.groupby("split")["group"].agg(set)
    return bool(sides["validation"] & sides["train"]) and bool(sides["test"] - sides["train"])
