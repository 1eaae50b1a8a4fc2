"""Samples made worse on purpose, to see which branch a model leans on."""

from dataclasses import replace

import cv2
import numpy as np

from signkit.inputs.samples import Samples

BLUR = 1 / 6  # standard deviation of the blur, as a share of the photo's side


def half_blanked(samples: Samples, seed: int = 0) -> Samples:
    """Return the samples with the hands of a random half taken away (zeros)."""
    alone = _alone(samples)
    alone.hands[_half(len(alone), seed)] = 0
    return alone


def half_blurred(samples: Samples, seed: int = 0) -> Samples:
    """Return the samples with the photos of a random half blurred beyond use."""
    alone = _alone(samples)
    for row in _half(len(alone), seed):
        height, width = alone.photos.shape[-3:-1]
        for picture in alone.photos[row].reshape(-1, height, width, 3):
            picture[:] = cv2.GaussianBlur(picture, (0, 0), BLUR * height)
    return alone


def _alone(samples: Samples) -> Samples:
    """Copies of just these samples' arrays."""
    rows = samples.rows
    return replace(
        samples,
        photos=samples.photos[rows],
        hands=samples.hands[rows],
        targets=samples.targets[rows],
        rows=np.arange(len(rows)),
    )


def _half(count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).permutation(count)[: count // 2]
