"""Some test clips with the moments, points and pictures that the answers rest on."""

from dataclasses import replace

import keras
import numpy as np

from signkit.inputs.batches import Batches
from signkit.inputs.clip_frames import MARGIN
from signkit.inputs.dataset import Dataset
from signkit.report.photos.clip_looks import ClipLook, save_clip_looks
from signkit.runs.files import CLIP_LOOKS
from signkit.runs.record import Run
from signkit.training.explain.clip import explain_clips


def save_clip_looks_of(
    model: keras.Model, dataset: Dataset, probabilities: np.ndarray, places: np.ndarray, run: Run
) -> None:
    """Write `clip_looks.npz`: what the answers to the test clips at `places` rest on.

    `probabilities` (n, classes) are the test split's.
    """
    samples = dataset.split("test")
    chosen = replace(samples, rows=samples.rows[places])
    inputs, _ = Batches(chosen, len(chosen))[0]
    named = probabilities[places].argmax(axis=1)
    lengths = np.array([_length(samples.hands[row]) for row in chosen.rows])
    why = explain_clips(model, inputs, named, lengths)
    table, classes = dataset.catalog.table, dataset.catalog.classes
    looks = []
    for k, (row, length) in enumerate(zip(chosen.rows, lengths, strict=True)):
        seconds = np.linspace(*dataset.spans[row], length)
        pictures = None if why.pictures is None else why.pictures[k]
        looks.append(
            ClipLook(
                path=str(table["path"].iloc[row]),
                label=str(table["label"].iloc[row]),
                predicted=classes[named[k]],
                probability=float(probabilities[places[k]].max()),
                hands=_hands(samples.hands[row][:length]),
                seconds=seconds,
                points=None if why.points is None else why.points[k, :length],
                lost=None if why.lost is None else why.lost[k, :length],
                pictures=pictures,
                picture_seconds=None
                if pictures is None
                else np.linspace(seconds[0], seconds[-1], len(pictures)),
            )
        )
    save_clip_looks(run.path(CLIP_LOOKS), looks)


def _length(hands: np.ndarray) -> int:
    """How many frames of (T, 2, 21, 3) are the clip's: up to its last hand, and a margin."""
    there = np.flatnonzero(hands.any(axis=(1, 2, 3)))
    return min(len(hands), int(there[-1]) + 1 + MARGIN) if len(there) else len(hands)


def _hands(hands: np.ndarray) -> np.ndarray:
    """x and y (L, 2, 21, 2), NaN where a hand is absent."""
    there = hands.any(axis=(2, 3), keepdims=True)
    return np.where(there, hands[..., :2], np.nan)
