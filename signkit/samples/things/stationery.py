"""A folder of drawn photos of stationery, one class folder a thing."""

from pathlib import Path

import numpy as np

from signkit.samples.things.files import check_count, draw_set
from signkit.samples.things.photo import draw_photo, encode
from signkit.samples.things.things import THINGS

DRAWING = 1  # raise when the drawing changes: an older folder is then refused, not mixed


def make_sample_stationery(folder, per_class=40, size=160, seed=0) -> Path:
    """Draw erasers, paper and pencils into `folder`/<eraser, kertas, pensil> and return it.

    Each class gets `per_class` photos of `size` x `size` pixels. The same seed draws the same
    photos; what is already drawn stays. Raises SettingsError on a bad count, or where the folder
    holds another set.
    """
    check_count("per_class", per_class, 1)
    check_count("size", size, 32)
    settings = {
        "what": "stationery", "drawing": DRAWING, "per_class": per_class,
        "size": size, "seed": seed,
    }  # fmt: skip
    todo = [(label, k) for label in sorted(THINGS) for k in range(1, per_class + 1)]
    names = [f"{label}/{label}_{k:03d}.jpg" for label, k in todo]

    def draw(place):
        label, number = todo[place]
        # Each photo has its own chance, so that any restart draws the same.
        rng = np.random.default_rng((seed, sorted(THINGS).index(label), number))
        return encode(draw_photo([label], (size, size), rng), rng)

    return draw_set(Path(folder), settings, names, draw)
