"""Pictures of a validation or test split as arrays of pixels, small enough to draw in training."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from signkit.inputs.samples import Samples
from signkit.report.plots.classes import plot_confusion, plot_predictions

SAMPLES = 16  # photos shown
DOTS = 80  # an inch


def confusion_picture(counts, classes) -> np.ndarray:
    """A confusion matrix (C, C) as (H, W, 3) uint8."""
    return pixels(plot_confusion(counts, classes))


def samples_picture(probabilities, samples: Samples, classes) -> np.ndarray | None:
    """Some photos of a split with what they are and were named, (H, W, 3) uint8.

    `probabilities` (M, C) are in the samples' order. The same photos come each time, so that they
    can be followed through a training. None where the samples hold no photos.
    """
    if not samples.photos.shape[1] or not len(samples):
        return None
    rng = np.random.default_rng(0)
    places = np.sort(rng.permutation(len(samples))[:SAMPLES])
    rows = samples.rows[places]
    said = probabilities[places]
    shown = [
        (
            _one(samples.photos[row]),
            classes[samples.targets[row]],
            classes[p.argmax()],
            float(p.max()),
        )
        for row, p in zip(rows, said, strict=True)
    ]
    return pixels(plot_predictions(shown))


def _one(photo: np.ndarray) -> np.ndarray:
    """A photo, or of a clip's pictures the middle one."""
    pictures = photo.reshape(-1, *photo.shape[-3:])
    return pictures[len(pictures) // 2]


def pixels(figure, dots=DOTS) -> np.ndarray:
    """A figure drawn on white, (H, W, 3) uint8."""
    figure.set_dpi(dots)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()
