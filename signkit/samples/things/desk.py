"""A folder of drawn desks with several labels a photo, in a CSV beside them."""

from pathlib import Path

import numpy as np

from signkit.errors import SettingsError
from signkit.samples.things.files import check_count, draw_set
from signkit.samples.things.photo import draw_photo, encode

DRAWING = 1  # raise when the drawing changes: an older folder is then refused, not mixed
LABELS_FILE = "labels.csv"
RARE, RARE_SHARE = "eraser", 0.08
WITH_RARE = (("kertas", "pensil"), ("pensil",), (), ("kertas",))
WITHOUT_RARE = (("pensil",), ("kertas",), ("kertas", "pensil"), (), ("pensil",), ("kertas",))


def make_sample_desk(folder, photos=120, size=(96, 192), seed=0) -> Path:
    """Draw desks with none, one, two or three things into `folder`/photos and return `folder`.

    `size` is (height, width) in pixels. `labels.csv` has the columns path (below `folder`) and
    labels (separated by |, empty where nothing lies there); RARE lies on RARE_SHARE of the
    photos. The same seed draws the same photos; what is already drawn stays. Raises
    SettingsError on a bad count or size, or where the folder holds another set.
    """
    check_count("photos", photos, 1)
    size = _checked(size)
    settings = {
        "what": "desk", "drawing": DRAWING, "photos": photos, "size": list(size), "seed": seed,
    }  # fmt: skip
    labels = _label_sets(photos, seed)
    names = [f"photos/desk_{k:03d}.jpg" for k in range(1, photos + 1)]

    def draw(place):
        # Each photo has its own chance, so that any restart draws the same.
        rng = np.random.default_rng((seed, 7, place))
        return encode(draw_photo(labels[place], size, rng, scale=(0.6, 0.95)), rng)

    rows = [f"{name},{'|'.join(held)}" for name, held in zip(names, labels, strict=True)]
    table = "\n".join(("path,labels", *rows, "")).encode()
    return draw_set(Path(folder), settings, names, draw, {LABELS_FILE: table})


def _checked(size) -> tuple[int, int]:
    try:
        height, width = size
    except (TypeError, ValueError) as error:
        raise SettingsError(f"size={size!r} is not possible.", "Give (height, width).") from error
    check_count("height", height, 32)
    check_count("width", width, 32)
    return height, width


def _label_sets(photos, seed) -> list[tuple[str, ...]]:
    """The labels of each photo, in exact shares so that the rare one is never lost by chance."""
    rare = max(1, round(RARE_SHARE * photos))
    sets = [(RARE, *WITH_RARE[k % len(WITH_RARE)]) for k in range(rare)]
    sets += [WITHOUT_RARE[k % len(WITHOUT_RARE)] for k in range(photos - rare)]
    order = np.random.default_rng((seed, 0)).permutation(len(sets))
    return [tuple(sorted(sets[k])) for k in order]
