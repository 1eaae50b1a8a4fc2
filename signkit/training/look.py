"""Some test photos with what the trained model attends to, for the report."""

from dataclasses import replace

import keras
import numpy as np

from signkit.evaluation.attention_plot import AttentionItem, save_attention
from signkit.inputs.batches import Batches, Samples
from signkit.inputs.dataset import Dataset
from signkit.models.attention_maps import attention_maps
from signkit.runs.record import Run, writing

PHOTOS = 6


def save_looks(
    model: keras.Model, dataset: Dataset, probabilities: np.ndarray, run: Run, seed: int = 0
) -> None:
    """Write `attention.npz`: a few test photos in which a hand was found, with their attention.

    `probabilities` (n, classes) are the test split's. A model that doesn't attend leaves nothing.
    """
    samples = dataset.split("test")
    places = _choose(dataset.hands_found[samples.rows], probabilities, samples, seed)
    if len(places) == 0:
        return
    chosen = replace(samples, rows=samples.rows[places])
    inputs, _ = Batches(chosen, len(chosen))[0]
    maps = attention_maps(model, inputs)
    if maps.spatial is None and maps.l2v is None:
        return
    classes = dataset.catalog.classes
    items = [
        AttentionItem(
            photo=samples.photos[row],
            spatial=None if maps.spatial is None else maps.spatial[k],
            l2v=None if maps.l2v is None else maps.l2v[k],
            v2l=None if maps.v2l is None else maps.v2l[k],
            points=dataset.points[row],
            present=samples.hands[row].any(axis=(1, 2)),
            label=classes[samples.targets[row]],
            predicted=classes[probabilities[places[k]].argmax()],
            probability=float(probabilities[places[k]].max()),
        )
        for k, row in enumerate(chosen.rows)
    ]
    with writing(run.path("attention.npz")) as path:
        save_attention(path, items)


def _choose(
    hands: np.ndarray, probabilities: np.ndarray, samples: Samples, seed: int
) -> np.ndarray:
    """Places of photos with a hand: half of them told rightly, half wrongly where there are."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(np.flatnonzero(hands > 0))
    wrong = probabilities[order].argmax(axis=1) != samples.targets[samples.rows[order]]
    bad = order[wrong][: PHOTOS // 2]
    return np.concatenate([order[~wrong][: PHOTOS - len(bad)], bad])
