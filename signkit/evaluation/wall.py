"""Photos of the test that were named wrongly, and some that were named rightly."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from signkit.data.image import read_image

WRONG, RIGHT = 24, 8  # photos shown
ONE_PAIR = 3  # mistakes shown of one kind, so that one confusion doesn't fill the wall
PIXELS = 240  # of the longer side: sharp at 120 on a phone's screen


@dataclass
class Shown:
    """One prediction on the wall; `image` is None where the photo could not be read."""

    path: str
    label: str
    predicted: str
    probability: float
    image: np.ndarray | None = None

    def data_uri(self) -> str:
        """The photo as an address that holds the photo itself."""
        content = io.BytesIO()
        Image.fromarray(self.image).save(content, format="JPEG", quality=82, optimize=True)
        return "data:image/jpeg;base64," + base64.b64encode(content.getvalue()).decode()


def choose(predictions, split="test", seed=0) -> tuple[list[Shown], list[Shown]]:
    """Mistakes (the surest first, at most 3 of a kind) and right ones (by chance) of a split."""
    part = predictions[predictions["split"] == split]
    columns = [name for name in part if str(name).startswith("p_")]
    part = part.assign(probability=part[columns].max(axis=1) if columns else float("nan"))
    right = part["label"].astype(str) == part["predicted"].astype(str)
    wrong = part[~right].sort_values(["probability", "path"], ascending=[False, True])
    kind = wrong.groupby(["label", "predicted"], sort=False).cumcount()
    wrong = wrong[kind < ONE_PAIR].head(WRONG)
    some = part[right].sort_values("path")
    some = some.sample(min(RIGHT, len(some)), random_state=seed)
    return _rows(wrong), _rows(some)


def load(shown, data_root) -> list[str]:
    """Read the photos of `shown` from `data_root` into them; returns why any can't be read."""
    why = []
    for one in shown:
        try:
            one.image = _small(read_image(Path(data_root) / one.path, reduce_to=PIXELS))
        except Exception as error:  # whatever is wrong with a photo, the report goes on
            why.append(str(error))
    return why


def _rows(table):
    return [
        Shown(str(row.path), str(row.label), str(row.predicted), float(row.probability))
        for row in table.itertuples()
    ]


def _small(image):
    photo = Image.fromarray(image)
    photo.thumbnail((PIXELS, PIXELS), Image.Resampling.LANCZOS)
    return np.asarray(photo)
