import zlib

import numpy as np
import pytest
from PIL import Image


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
