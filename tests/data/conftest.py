import zlib

import cv2
import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def scene():
    """A function that draws a random picture (side, side) uint8 with shapes and grain, by seed."""

    def drawn(seed, side=128):
        rng = np.random.default_rng(seed)
        canvas = cv2.resize(rng.uniform(90, 170, (5, 5)).astype(np.float32), (128, 128))
        for _ in range(9):
            centre, axes = rng.integers(16, 112, 2).tolist(), rng.integers(5, 26, 2).tolist()
            tone, turn = float(rng.uniform(10, 245)), float(rng.uniform(0, 180))
            cv2.ellipse(canvas, centre, axes, turn, 0, 360, tone, -1)
        canvas = cv2.GaussianBlur(canvas, (0, 0), 1.0) + rng.normal(0, 2, canvas.shape)
        picture = np.clip(canvas, 0, 255).astype(np.uint8)
        return cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)

    return drawn


@pytest.fixture
def draw(tmp_path):
    """Save a small photo of noise, a different one for each name, and give its path."""

    def save(name, size=(60, 48), **options):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng(zlib.crc32(name.encode()))
        pixels = rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
        Image.fromarray(pixels).save(file, **options)
        return file

    return save
