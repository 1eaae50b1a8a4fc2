"""What hiding a part of the photo costs an answer: slow, but true whatever the model is."""

import keras
import numpy as np

from signkit.training.explain.photo import IMAGE

PLACES = 8  # a map's places along a side
WINDOW = 2  # places along a side that are hidden at once
BATCH = 32


def occlusion(
    model: keras.Model, inputs: dict[str, np.ndarray], named: np.ndarray
) -> np.ndarray | None:
    """Return (N, 8, 8): the probability of the class `named` (N,) lost where a place is hidden.

    A square in the photo's mean colour slides over it, a quarter of its side wide, and each place
    has the mean loss of the squares that hid it (Zeiler & Fergus, 2014, "Visualizing and
    understanding convolutional networks"); a gain counts as 0. The hands' points stay as they were
    found. `inputs` are those of a batch, by name; None for a model without a photo.
    """
    names = [tensor.name for tensor in model.inputs]
    if IMAGE not in names:
        return None
    photos, answers = inputs[IMAGE], np.arange(len(named))

    def said(shown):
        """The probabilities (W, N) of the answers for variants (W, N, S, S, 3) of the photos."""
        repeated = {n: np.concatenate([inputs[n]] * len(shown)) for n in names if n != IMAGE}
        repeated[IMAGE] = np.concatenate(shown)
        given = [repeated[n] for n in names]
        found = model.predict(given if len(names) > 1 else given[0], batch_size=BATCH, verbose=0)
        return found.reshape(len(shown), len(named), -1)[:, answers, named]

    before = said([photos])[0]
    lost, times = np.zeros((len(named), PLACES, PLACES)), np.zeros((PLACES, PLACES))
    starts = range(PLACES - WINDOW + 1)
    for top in starts:
        # A row of squares at a time: all of them at once would need gigabytes.
        after = said([_hidden(photos, top, left) for left in starts])
        for left in starts:
            place = slice(top, top + WINDOW), slice(left, left + WINDOW)
            lost[:, *place] += np.maximum(before - after[left], 0)[:, None, None]
            times[place] += 1
    return (lost / times).astype(np.float32)


def _hidden(photos, top, left):
    """The photos with the square hidden whose corner is at this place."""
    edges = [round(k * photos.shape[1] / PLACES) for k in range(PLACES + 1)]
    hidden = photos.copy()
    rows, columns = slice(edges[top], edges[top + WINDOW]), slice(edges[left], edges[left + WINDOW])
    hidden[:, rows, columns] = photos.mean(axis=(1, 2), keepdims=True)
    return hidden
