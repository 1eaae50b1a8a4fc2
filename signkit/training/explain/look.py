"""Some test photos or clips with what the trained model's answers rest on, for the report."""

from dataclasses import replace

import keras
import numpy as np

from signkit.data.image import read_image
from signkit.errors import SignkitError
from signkit.inputs.batches import Batches
from signkit.inputs.dataset import Dataset
from signkit.inputs.photos import fit_frame, fit_points
from signkit.inputs.samples import Samples
from signkit.models.attention_maps import attention_maps
from signkit.report.photos.attention_plot import AttentionItem, save_attention
from signkit.runs.files import ATTENTION
from signkit.runs.record import Run
from signkit.training.explain.clip_look import save_clip_looks_of
from signkit.training.explain.occlusion import occlusion
from signkit.training.explain.photo import explain

PHOTOS = 6
SIDE = 224  # pixels of a photo that is read just to be shown
NO_HANDS = np.zeros(2, bool)


def save_looks(
    model: keras.Model, dataset: Dataset, probabilities: np.ndarray, run: Run, seed: int = 0
) -> None:
    """Write `attention.npz`: a few test photos in which a hand was found, with what they show.

    For the class that was named that is Grad-CAM, what hiding parts of the photo costs and the
    importance of the points, and the attention of models that attend. `probabilities` (n, classes)
    are the test split's. Without a test photo with a hand, where hands were looked for, nothing is
    written. Of several labels the likeliest is explained. Of clips it is `clip_looks.npz`.
    """
    samples = dataset.split("test")
    found = dataset.hands_found
    worth = np.ones(len(samples), bool) if found is None else found[samples.rows] > 0
    places = _choose(worth, probabilities, samples, seed)
    if len(places) == 0:
        return
    if dataset.moments is not None:
        save_clip_looks_of(model, dataset, probabilities, places, run)
        return
    chosen = replace(samples, rows=samples.rows[places])
    inputs, _ = Batches(chosen, len(chosen))[0]
    named = probabilities[places].argmax(axis=1)
    maps, why = attention_maps(model, inputs), explain(model, inputs, named)
    maps_of = {
        "spatial": maps.spatial,
        "l2v": maps.l2v,
        "v2l": maps.v2l,
        "gradcam": why.gradcam,
        "occlusion": occlusion(model, inputs, named),
        "points_importance": why.points,
    }
    classes, table = dataset.catalog.classes, dataset.catalog.table
    true = chosen.one_hot(np.arange(len(chosen)))
    items = []
    for k, row in enumerate(chosen.rows):
        photo, points = _shown(dataset, row)
        item = AttentionItem(
            photo=photo,
            points=points,
            present=samples.hands[row].any(axis=(1, 2)) if samples.hands.size else NO_HANDS,
            label=table["label"].iloc[row],
            among=bool(true[k, named[k]]),
            predicted=classes[named[k]],
            probability=float(probabilities[places[k]].max()),
            **{name: None if of is None else of[k] for name, of in maps_of.items()},
        )
        items.append(item)
    save_attention(run.path(ATTENTION), items)


def _shown(dataset: Dataset, row: int) -> tuple[np.ndarray, np.ndarray]:
    """A photo as a square and its landmarks (2, 21, 2) in that square's pixels."""
    if dataset.samples.photos.shape[1]:
        points = np.zeros((2, 21, 2)) if dataset.points is None else dataset.points[row]
        return dataset.samples.photos[row], points
    # A model of landmarks alone was trained without photos; for the eye one is read again.
    try:
        image = read_image(dataset.catalog.root / dataset.catalog.table["path"].iloc[row], SIDE)
    except SignkitError:
        image = np.full((SIDE, SIDE, 3), 128, np.uint8)
    points = fit_points(dataset.image_points[row : row + 1], [image.shape[:2]], (SIDE, SIDE))
    return fit_frame(image, (SIDE, SIDE)), points[0]


def _choose(
    worth: np.ndarray, probabilities: np.ndarray, samples: Samples, seed: int
) -> np.ndarray:
    """Places of photos worth a look: half told rightly, by chance, half wrongly, the surest."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(np.flatnonzero(worth))
    named = probabilities[order].argmax(axis=1)
    wrong = samples.one_hot(order)[np.arange(len(order)), named] == 0
    bad = order[wrong]
    bad = bad[np.argsort(-probabilities[bad].max(axis=1), kind="stable")][: PHOTOS // 2]
    return np.concatenate([order[~wrong][: PHOTOS - len(bad)], bad])
