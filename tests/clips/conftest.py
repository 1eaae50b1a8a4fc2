import cv2
import numpy as np
import pytest

FOURCC = {".mp4": "mp4v", ".avi": "MJPG", ".webm": "VP80", ".mkv": "MJPG", ".mov": "mp4v"}


@pytest.fixture
def film(tmp_path):
    """Write a video whose frames are grey, 10 brighter each, and give its path."""

    def write(name, frames=20, rate=10.0, size=(48, 64), pictures=None):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if pictures is None:
            pictures = [np.full((*size, 3), 10 * (1 + number % 24)) for number in range(frames)]
        code = cv2.VideoWriter_fourcc(*FOURCC[path.suffix.lower()])
        height, width = pictures[0].shape[:2]
        writer = cv2.VideoWriter(str(path), code, rate, (width, height))
        assert writer.isOpened()
        for picture in pictures:
            writer.write(picture.astype(np.uint8))
        writer.release()
        return path

    return write


@pytest.fixture
def hands():
    """A function that draws landmark sequences by a seed: (count, frames, 126), hands inside."""

    def draw(count, frames=12, seed=0):
        rng = np.random.default_rng(seed)
        return rng.uniform(0.2, 0.8, (count, frames, 126)).astype(np.float32)

    return draw
