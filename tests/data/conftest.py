import zlib
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from signkit.data.catalog import Catalog
from signkit.data.labels import with_labels


@pytest.fixture(scope="session")
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


@pytest.fixture
def several_of():
    """A function that makes a catalog of each photo's labels, group and source."""
    return fabricate_several


@pytest.fixture
def several_drawn():
    """A function that makes such a catalog by a seed; see `draw_several`."""
    return draw_several


def fabricate_several(labels, groups=None, sources=None):
    names = [f"{number:05}" for number in range(len(labels))]
    rows = pd.DataFrame({"path": [f"{name}.jpg" for name in names], "hash": names})
    rows = rows.assign(group=groups, split=None, bytes=1, source=sources or names)
    rows = with_labels(rows, labels)
    return Catalog(Path("nowhere"), rows.astype({"group": "string", "split": "string"}))


def draw_several(photos=400, seed=0, groups=0, copies=0):
    """Labels a to f, from half of the photos to one in fifty; some photos have none."""
    rng = np.random.default_rng(seed)
    shown = rng.random((photos, 6)) < [0.5, 0.3, 0.2, 0.1, 0.05, 0.02]
    labels = [["abcdef"[place] for place in np.flatnonzero(row)] for row in shown]
    sources = np.arange(photos)
    sources[rng.permutation(photos)[:copies]] = rng.integers(0, photos, copies)
    names = [f"g{number}" for number in rng.integers(0, groups, photos)] if groups else None
    return fabricate_several(labels, names, [f"{number:05}" for number in sources])
