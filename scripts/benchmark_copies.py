"""What the leak audit finds, what it joins wrongly, and how long it takes, in one run.

    python scripts/benchmark_copies.py DATA [--seed 0] [--plants 300] [--most 20000]

DATA holds the folders sld-digits, asl-alphanumeric, bisindo-alphabet, atk-stationery and neu-det.
Copies are planted into sld-digits: each a random photo rotated by up to 10 degrees (the corners
black, mirrored or drawn out, in turns), cropped by up to a tenth of its width and height,
brightened or darkened by up to a fifth, mirrored half of the time, and saved as JPEG 60. As many
again are turned by 90, 180 or 270 degrees as well, those mirrored among them upside down. The
thresholds in signkit/data were chosen with seed 1 and on asl-alphanumeric; report another seed.
Growth is measured on windows of half the width of all these photos, no two of them alike.
"""

import argparse
import io
import os
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
from PIL import Image
from scipy.fft import dctn

from signkit.data import Catalog, Health, check, find_copies, open_catalog, read_image
from signkit.data.copies.descriptors import SIDE

OTHERS = {
    "asl-alphanumeric": r"(hand\d)",
    "bisindo-alphabet": None,
    "atk-stationery": None,
    "neu-det": None,
}
BORDERS = (cv2.BORDER_CONSTANT, cv2.BORDER_REFLECT, cv2.BORDER_REPLICATE)


def alter(pixels: np.ndarray, rng) -> bytes:
    """A JPEG of the photo, altered in every way at once."""
    height, width = pixels.shape[:2]
    centre = ((width - 1) / 2, (height - 1) / 2)
    turn = cv2.getRotationMatrix2D(centre, rng.uniform(-10, 10), 1)
    border = BORDERS[rng.integers(3)]
    pixels = cv2.warpAffine(pixels, turn, (width, height), borderMode=border)
    cut = rng.uniform(0, 0.1, 2) * (height, width)
    top, left = (rng.uniform(0, 1, 2) * cut).round().astype(int)
    bottom, right = (np.array((height, width)) - (cut.round().astype(int) - (top, left))).astype(
        int
    )
    pixels = pixels[top:bottom, left:right]
    if rng.random() < 0.5:
        pixels = pixels[:, ::-1]
    pixels = np.clip(pixels * rng.uniform(0.8, 1.2), 0, 255).astype(np.uint8)
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "JPEG", quality=60)
    return content.getvalue()


def turned(content: bytes, quarters: int) -> bytes:
    """A JPEG turned by quarters and saved again."""
    again = io.BytesIO()
    pixels = np.rot90(np.asarray(Image.open(io.BytesIO(content))), quarters)
    Image.fromarray(np.ascontiguousarray(pixels)).save(again, "JPEG", quality=60)
    return again.getvalue()


def plant(source: Path, target: Path, plants: int, seed: int) -> dict[str, str]:
    """A data set beside `source` with altered copies in it; which copy is of which photo."""
    rng = np.random.default_rng(seed)
    table = open_catalog(source).table
    for path in table["path"]:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).symlink_to((source / path).resolve())
    planted = {}
    for number, row in enumerate(rng.choice(len(table), plants, replace=False)):
        path = table["path"][row]
        copy = f"{table['label'][row]}/planted_{number:04}.jpg"
        (target / copy).write_bytes(alter(read_image(source / path), rng))
        planted[copy] = path
    rng = np.random.default_rng(seed + 50)
    for number, row in enumerate(rng.choice(len(table), plants, replace=False)):
        path = table["path"][row]
        copy = f"{table['label'][row]}/turned_{number:04}.jpg"
        content = alter(read_image(source / path), rng)
        (target / copy).write_bytes(turned(content, int(rng.integers(1, 4))))
        planted[copy] = path
    return planted


def measure_plants(source: Path, plants: int, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        planted = plant(source, Path(folder), plants, seed)
        start, processor = time.perf_counter(), time.process_time()
        catalog = open_catalog(folder)
        health = check(catalog, progress=False)
        read = time.perf_counter() - start
        copies = find_copies(health, progress=False)
        whole, processor = time.perf_counter() - start, time.process_time() - processor
    source_of = dict(zip(copies.catalog.table["path"], copies.catalog.table["source"], strict=True))
    joined = [source_of[copy] == source_of[original] for copy, original in planted.items()]
    pairs = set(zip(copies.pairs["first"], copies.pairs["second"], strict=True))
    direct = [tuple(sorted(pair)) in pairs for pair in planted.items()]
    untouched = copies.pairs[~copies.pairs[["first", "second"]].isin(list(planted)).any(axis=1)]
    wrong = set(untouched["first"]) | set(untouched["second"])
    # A planted copy of one photo that was taken for another photo's joins two as well.
    strangers = [
        (first, second)
        for first, second in pairs
        if planted.get(first, first) != planted.get(second, second)
    ]
    photos = len(catalog) - len(planted)
    print(f"sld-digits, {photos} photos and {len(planted)} planted copies, seed {seed}:")
    print(f"  pairs found            {np.mean(direct):.2%} (in one set: {np.mean(joined):.2%})")
    for kind in ("planted", "turned"):
        of_kind = [found for copy, found in zip(planted, direct, strict=True) if kind in copy]
        print(f"    of those {kind:7}       {np.mean(of_kind):.2%}")
    print(f"  untouched photos joined {len(wrong)} ({len(wrong) / photos:.2%}): {sorted(wrong)}")
    print(f"  pairs of different photos, planted ones included: {len(strangers)}")
    print(
        f"  seconds                {whole:.1f} (processor {processor:.1f}), of which listing and "
        f"reading {read:.1f}"
    )
    print(f"  kinds                  {copies.pairs['kind'].value_counts().to_dict()}")
    measure_hash(catalog, health, planted)


def measure_hash(catalog: Catalog, health: Health, planted: dict[str, str]) -> None:
    """The same by perceptual hashes alone (pHash, 64 bits), as libraries offer them."""
    small = np.stack(
        [cv2.resize(t, (32, 32), None, 0, 0, cv2.INTER_AREA) for t in health.thumbnails]
    )
    waves = dctn(small.astype(np.float32), axes=(1, 2), norm="ortho")[:, :8, :8].reshape(-1, 64)
    bits = np.where(waves > np.median(waves, axis=1, keepdims=True), 1, -1).astype(np.float32)
    apart = (64 - bits @ bits.T) / 2
    row = {path: number for number, path in enumerate(catalog.table["path"])}
    own = [apart[row[copy], row[original]] for copy, original in planted.items()]
    others = np.array([path not in planted for path in catalog.table["path"]])
    rest = apart[np.ix_(others, others)]
    np.fill_diagonal(rest, 64)
    for most in (2, 10):
        found, wrong = np.mean(np.array(own) <= most), (rest.min(1) <= most).mean()
        print(f"  pHash, {most:2} bits apart   {found:.1%} found, {wrong:.1%} untouched joined")


def measure_others(data: Path) -> None:
    rows = []
    for name, pattern in OTHERS.items():
        health = check(open_catalog(data / name, group_pattern=pattern), progress=False)
        start = time.perf_counter()
        copies = find_copies(health, progress=False)
        seconds = time.perf_counter() - start
        kinds = copies.pairs["kind"].value_counts().to_dict()
        rows.append({"data": name, **copies.facts(), "seconds": round(seconds, 1), **kinds})
    print(pd.DataFrame(rows).fillna(0).to_string(index=False, float_format="{:g}".format))


def windows(data: Path, most: int, seed: int) -> np.ndarray:
    """Thumbnails (most, 64, 64) of random windows, quarter-turned at random, of all the photos."""
    rng = np.random.default_rng(seed)
    files = [file for name in ("sld-digits", *OTHERS) for file in open_catalog(data / name).files()]
    photos = [read_image(file, reduce_to=4 * SIDE) for file in files]
    found = []
    for number in range(most):
        photo = photos[number % len(photos)]
        size = (np.array(photo.shape[:2]) * rng.uniform(0.4, 0.6, 2)).astype(int)
        top, left = (rng.uniform(0, 1, 2) * (photo.shape[:2] - size)).astype(int)
        window = np.rot90(photo[top : top + size[0], left : left + size[1]], rng.integers(4))
        image = Image.fromarray(window).convert("L")
        found.append(np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX)))
    return np.stack(rng.permutation(found))


def measure_growth(data: Path, most: int, seed: int) -> None:
    thumbnails = windows(data, most, seed)
    print("growth, windows of all photos:")
    print("  photos  seconds  processor  and that per n log n (1 = of the first)")
    first = None
    for count in (most // 8, most // 4, most // 2, most):
        table = pd.DataFrame({"path": [f"{i:06}" for i in range(count)]})
        table = table.assign(label=np.where(table.index % 2, "a", "b"), hash=table["path"])
        table = table.assign(group=pd.array([pd.NA] * count, dtype="string"))
        catalog = Catalog(data, table)
        issues = pd.DataFrame({"issue": [], "path": []})
        health = Health(catalog, table, issues, tuple(thumbnails[:count]))
        start, processor = time.perf_counter(), time.process_time()
        copies = find_copies(health, progress=False)
        seconds, processor = time.perf_counter() - start, time.process_time() - processor
        rate = processor / (count * np.log(count))
        first = first or rate
        joined = copies.facts()["in_sets"]
        print(
            f"  {count:6}  {seconds:7.1f}  {processor:9.1f}  {rate / first:.2f}  ({joined} joined)"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plants", type=int, default=300)
    parser.add_argument("--most", type=int, default=20_000, help="photos in the growth table")
    parser.add_argument("--part", choices=("plants", "others", "growth"), help="only this")
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, OpenCV {cv2.__version__}")
    if given.part in (None, "plants"):
        measure_plants(given.data / "sld-digits", given.plants, given.seed)
    if given.part in (None, "others"):
        measure_others(given.data)
    if given.part in (None, "growth"):
        measure_growth(given.data, given.most, given.seed)


if __name__ == "__main__":
    main()
