"""Some test photos with what the trained model's answers rest on, for the report."""

from dataclasses import replace

import keras
import numpy as np

from signkit.data.image import read_image
from signkit.errors import SignkitError
from signkit.inputs.batches import Batches, Samples
from signkit.inputs.dataset import Dataset
from signkit.inputs.photos import fit_points, fit_square
from signkit.models.attention_maps import attention_maps
from signkit.report.attention_plot import AttentionItem, save_attention
from signkit.runs.record import Run, writing
from signkit.training.explain import explain
from signkit.training.occlusion import occlusion

PHOTOS = 6
SIDE = 224  # pixels of a photo that is read just to be shown


def save_looks(
    model: keras.Model, dataset: Dataset, probabilities: np.ndarray, run: Run, seed: int = 0
) -> None:
    """Write `attention.npz`: a few test photos in which a hand was found, with what they show.

    For the class that was named that is Grad-CAM, what hiding parts of the photo costs and the
    importance of the points, and the attention of models that attend. `probabilities` (n, classes)
    are the test split's. Without a test photo with a hand nothing is written.
    """
    samples = dataset.split("test")
    places = _choose(dataset.hands_found[samples.rows], probabilities, samples, seed)
    if len(places) == 0:
        return
    chosen = replace(samples, rows=samples.rows[places])
    inputs, _ = Batches(chosen, len(chosen))[0]
    named = probabilities[places].argmax(axis=1)
    maps, why = attention_maps(model, inputs), explain(model, inputs, named)
    found = {
        "spatial": maps.spatial,
        "l2v": maps.l2v,
        "v2l": maps.v2l,
        "gradcam": why.gradcam,
        "occlusion": occlusion(model, inputs, named),
        "points_importance": why.points,
    }
    classes = dataset.catalog.classes
    items = []
    for k, row in enumerate(chosen.rows):
        photo, points = _shown(dataset, row)
        item = AttentionItem(
            photo=photo,
            points=points,
            present=samples.hands[row].any(axis=(1, 2)),
            label=classes[samples.targets[row]],
            predicted=classes[named[k]],
            probability=float(probabilities[places[k]].max()),
            **{name: None if of is None else of[k] for name, of in found.items()},
        )
        items.append(item)
    with writing(run.path("attention.npz")) as path:
        save_attention(path, items)


def _shown(dataset: Dataset, row: int) -> tuple[np.ndarray, np.ndarray]:
    """A photo as a square and its landmarks (2, 21, 2) in that square's pixels."""
    if dataset.samples.photos.shape[1]:
        return dataset.samples.photos[row], dataset.points[row]
    # A model of landmarks alone was trained without photos; for the eye one is read again.
    try:
        image = read_image(dataset.catalog.root / dataset.catalog.table["path"].iloc[row], SIDE)
    except SignkitError:
        image = np.full((SIDE, SIDE, 3), 128, np.uint8)
    points = fit_points(dataset.image_points[row : row + 1], [image.shape[:2]], SIDE)
    return fit_square(image, SIDE), points[0]


def _choose(
    hands: np.ndarray, probabilities: np.ndarray, samples: Samples, seed: int
) -> np.ndarray:
    """Places of photos with a hand: half told rightly, by chance, half wrongly, the surest."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(np.flatnonzero(hands > 0))
    wrong = probabilities[order].argmax(axis=1) != samples.targets[samples.rows[order]]
    bad = order[wrong]
    bad = bad[np.argsort(-probabilities[bad].max(axis=1), kind="stable")][: PHOTOS // 2]
    return np.concatenate([order[~wrong][: PHOTOS - len(bad)], bad])
