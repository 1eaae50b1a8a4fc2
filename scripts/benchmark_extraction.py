"""Photos a second: signkit's extraction against the plain loop, in one run.

    python scripts/benchmark_extraction.py DATASET [--max-hands 1] [--photos 400] [--workers 2]

The plain loop is what notebooks do: one process, mediapipe's defaults, cv2.imread, one `.npy` a
photo. Both sides look for the same number of hands in the same photos: those in which the plain
loop finds one. They run in turns, several rounds, and the best round of each counts: other work on
the machine only ever slows, and slows the side that uses every core more. The extraction's time is
that of the whole call, the workers' start included (some 0.7 s, in which each imports mediapipe;
the loop's time leaves its own import out); `steady` leaves it out on this side, too.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from signkit.data import Catalog, open_catalog
from signkit.landmarks import find_asset
from signkit.landmarks.detection import detector
from signkit.landmarks.detection.extract import extract, usable_cores


def plain_loop(files: list[Path], asset: Path, max_hands: int, folder: Path) -> dict:
    """Detect photo after photo; the files with a hand, seconds, and processor seconds."""
    import cv2

    mediapipe, vision, options = detector.load_mediapipe(skip_tensorflow=True)
    landmarker = vision.HandLandmarker.create_from_options(
        vision.HandLandmarkerOptions(
            base_options=options(model_asset_path=str(asset)), num_hands=max_hands
        )
    )
    hit = []
    start, processor = time.perf_counter(), time.process_time()
    for number, file in enumerate(files):
        image = cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB)
        result = landmarker.detect(
            mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=image)
        )
        vector = np.zeros((2, 21, 3), np.float32)
        for slot, hand in enumerate(result.hand_landmarks[:2]):
            vector[slot] = [(point.x, point.y, point.z) for point in hand]
        np.save(folder / f"{number}.npy", vector.ravel())
        if result.hand_landmarks:
            hit.append(number)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    landmarker.close()
    return {"hit": hit, "seconds": seconds, "cores": processor / seconds}


def extraction(catalog: Catalog, asset: Path, max_hands: int, workers: int, folder: Path) -> float:
    """Seconds of one extraction into an empty store."""
    start = time.perf_counter()
    extract(catalog, folder / "store", max_hands=max_hands, workers=workers, asset=asset)
    return time.perf_counter() - start


def measure(catalog: Catalog, asset: Path, max_hands: int, workers: int, rounds: int) -> None:
    """Print the figures for one number of hands."""
    with tempfile.TemporaryDirectory() as folder:
        first = plain_loop(catalog.files(), asset, max_hands, Path(folder))
    catalog = catalog.with_table(catalog.table.iloc[first["hit"]])
    few = catalog.with_table(catalog.table.head(16 * workers))
    plain, cores, whole, start = [], [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            loop = plain_loop(catalog.files(), asset, max_hands, Path(folder))
            plain.append(loop["seconds"])
            cores.append(loop["cores"])
        with tempfile.TemporaryDirectory() as folder:
            start.append(extraction(few, asset, max_hands, workers, Path(folder)))
        with tempfile.TemporaryDirectory() as folder:
            whole.append(extraction(catalog, asset, max_hands, workers, Path(folder)))
    speed = len(catalog) / min(plain)
    steady = (len(catalog) - len(few)) / (min(whole) - min(start))
    whole = len(catalog) / min(whole)
    print(f"max_hands={max_hands}: {len(catalog)} photos with a hand at the first look")
    print(f"  plain loop  {speed:6.1f} photos/s  ({statistics.median(cores):.2f} cores busy)")
    print(f"  extraction  {whole:6.1f} photos/s  {whole / speed:.2f} x, start included")
    print(f"  steady      {steady:6.1f} photos/s  {steady / speed:.2f} x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", help="a folder of class folders")
    parser.add_argument("--asset", help="the hand model's file (found or fetched if not given)")
    parser.add_argument("--max-hands", type=int, choices=(1, 2), help="only this (default: both)")
    parser.add_argument("--photos", type=int, default=1000, help="spread over the data set")
    parser.add_argument("--workers", type=int, default=usable_cores())
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    os.environ["SIGNKIT_HEADLESS"] = "1"
    catalog = open_catalog(given.dataset)
    step = max(1, len(catalog) // given.photos)
    catalog = catalog.with_table(catalog.table.iloc[::step].drop_duplicates("hash"))
    asset = find_asset(given.asset)
    print(f"{usable_cores()} cores, {given.workers} workers, load {os.getloadavg()[0]:.1f}")
    for max_hands in (given.max_hands,) if given.max_hands else (1, 2):
        measure(catalog, asset, max_hands, given.workers, given.rounds)


if __name__ == "__main__":
    main()
