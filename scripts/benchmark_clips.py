"""Clips a second: signkit's extraction against the plain loop, in one run.

    python scripts/benchmark_clips.py DATASET [--clips 40] [--workers 2] [--rounds 3]

The plain loop is what notebooks do: one process, OpenCV's VideoCapture, MediaPipe's HandLandmarker
for two hands over the same frames (15 a second), a new one for each video. `video` is its video
mode, the faster one; `image` looks at each frame anew. Both sides run in turns, several rounds, and
the best round of each counts: other work on the machine only ever slows, and slows the side that
uses every core more. The ratio of processor seconds hangs less on that. The extraction's time is
that of the whole call, the workers' start included (the loop's time leaves its own import out).
"""

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from signkit.clips.listing.catalog import open_clips
from signkit.clips.names import is_video
from signkit.clips.tracking.extract import extract_clips
from signkit.clips.tracking.tracker import RATE
from signkit.landmarks import find_asset
from signkit.landmarks.detection import detector
from signkit.landmarks.detection.extract import usable_cores


def plain_loop(files: list[Path], asset: Path, mode: str) -> np.ndarray:
    """How many hands each frame has, of all videos in a row."""
    import cv2

    mediapipe, vision, options = detector.load_mediapipe(skip_tensorflow=True)
    counts = []
    for file in files:
        landmarker = vision.HandLandmarker.create_from_options(
            vision.HandLandmarkerOptions(
                base_options=options(model_asset_path=str(asset)),
                num_hands=2,
                running_mode=getattr(vision.RunningMode, mode.upper()),
            )
        )
        video = cv2.VideoCapture(str(file))
        rate, number, taken = video.get(cv2.CAP_PROP_FPS) or 30, -1, 0
        while video.grab():
            number += 1
            if number / rate < taken / RATE - 1e-6:
                continue
            taken += 1
            image = cv2.cvtColor(video.retrieve()[1], cv2.COLOR_BGR2RGB)
            image = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=image)
            if mode == "video":
                result = landmarker.detect_for_video(image, round(1000 * number / rate))
            else:
                result = landmarker.detect(image)
            counts.append(len(result.hand_landmarks))
        landmarker.close()
    return np.array(counts)


def extraction(catalog, asset: Path, workers: int) -> np.ndarray:
    """The same by one extraction into an empty store."""
    with tempfile.TemporaryDirectory() as folder:
        found = extract_clips(catalog, Path(folder) / "store", workers=workers, asset=asset)
    return found.clips.present.sum(axis=1)


def timed(work, *arguments) -> tuple[np.ndarray, float, float]:
    """What it gives, seconds, and processor seconds of this process and those it started."""
    start, processor = time.perf_counter(), _processor_seconds()
    counts = work(*arguments)
    return counts, time.perf_counter() - start, _processor_seconds() - processor


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _shares(counts: np.ndarray) -> str:
    one, both = 100 * (counts > 0).mean(), 100 * (counts > 1).mean()
    return f"{len(counts)} frames, a hand in {one:.1f} %, both in {both:.1f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", help="a folder of class folders with videos")
    parser.add_argument("--asset", help="the hand model's file (found or fetched if not given)")
    parser.add_argument("--clips", type=int, default=40, help="spread over the data set")
    parser.add_argument("--workers", type=int, default=usable_cores())
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    os.environ["SIGNKIT_HEADLESS"] = "1"
    catalog = open_clips(given.dataset)
    table = catalog.table[catalog.table["path"].map(is_video)].drop_duplicates("hash")
    catalog = catalog.with_table(table.iloc[:: max(1, len(table) // given.clips)])
    asset = find_asset(given.asset)
    files = catalog.files()
    print(f"{usable_cores()} cores, {given.workers} workers, load {os.getloadavg()[0]:.1f}")
    sides = {
        "plain loop, video": lambda: timed(plain_loop, files, asset, "video"),
        "plain loop, image": lambda: timed(plain_loop, files, asset, "image"),
        "extraction": lambda: timed(extraction, catalog, asset, given.workers),
    }
    rounds = {name: [] for name in sides}
    for _ in range(given.rounds):
        for name, side in sides.items():
            rounds[name].append(side())
    print(f"{len(catalog)} clips, best of {given.rounds} rounds")
    for name, runs in rounds.items():
        wall, processor = (min(run[i] for run in runs) for i in (1, 2))
        print(f"  {name:18} {wall:6.1f} s  {processor:6.1f} processor s  {_shares(runs[0][0])}")
    ours = rounds["extraction"]
    for name in list(sides)[:2]:
        wall, processor = (
            min(run[i] for run in rounds[name]) / min(run[i] for run in ours) for i in (1, 2)
        )
        print(f"  over the {name}: {wall:.2f} x in time, {processor:.2f} x in processor time")


if __name__ == "__main__":
    main()
