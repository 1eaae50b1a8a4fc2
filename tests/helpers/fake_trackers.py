"""Trackers for worker processes in tests: a right hand in every frame, where its number says."""

import os
import signal
import time
from pathlib import Path

import numpy as np

from signkit.clips.sample import TRACKED
from signkit.clips.tracking.tracker import clip_of
from signkit.clips.video import read_frames


class FakeTracker:
    """Points are the frames' brightness, 0..1; every third frame has no hand."""

    def __init__(self, seconds=0.0, log=None, dies_at=None, raises=None):
        self.seconds, self.log, self.dies_at = seconds, log, dies_at
        if raises:
            raise RuntimeError(raises)

    def track(self, path, key):
        time.sleep(self.seconds)
        if self.log:
            with Path(self.log).open("a") as file:
                file.write(f"{key}\n")
        if key == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        bright = np.array([image.mean() / 255 for _, image in read_frames(path, 15)], np.float32)
        points = np.zeros((len(bright), 2, 21, 3), np.float32)
        origin = np.zeros((len(bright), 2), np.int8)
        there = np.arange(len(bright)) % 3 > 0
        points[there, 0] = bright[there, None, None]
        origin[there, 0] = TRACKED
        return clip_of(key, 15, (48, 64), points, origin)
