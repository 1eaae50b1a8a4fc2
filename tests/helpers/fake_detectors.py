"""Detectors for worker processes in tests: hands made up from a photo's content."""

import os
import signal
import time
from pathlib import Path

import numpy as np

from signkit.landmarks import Landmarks


class FakeDetector:
    """A right hand in every photo whose first pixel is odd; points from the photo's mean."""

    def __init__(self, seconds=0.0, log=None, dies_at=None, once=None, raises=None):
        self.seconds, self.log, self.dies_at, self.once = seconds, log, dies_at, once
        if raises:
            raise RuntimeError(raises)

    def detect(self, image, key):
        time.sleep(self.seconds)
        if self.log:
            with Path(self.log).open("a") as file:
                file.write(f"{key}\n")
        if key == self.dies_at and not (self.once and Path(self.once).exists()):
            if self.once:
                Path(self.once).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        found = Landmarks.empty(1)
        found.hash[0] = key
        found.size[0] = image.shape[:2]
        if image[0, 0, 0] % 2:
            found.present[0, 0] = True
            found.found_by[0, 0] = 1
            found.score[0, 0] = 0.5
            found.image_points[0, 0] = np.float32(image.mean()) / 255
        return found
