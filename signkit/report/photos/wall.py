"""Photos of the test that were named wrongly, and some that were named rightly."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from signkit.clips.names import is_video
from signkit.clips.video import read_moments
from signkit.data.image import read_image
from signkit.landmarks.hand import HANDS, POINTS
from signkit.report.photos.thumbnail import thumbnail

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
    image: np.ndarray | None = None  # (H, W, 3) uint8, with its hands drawn
    points: np.ndarray | None = None  # (2, 21, 2) as fractions of width and height, NaN: no hand
    moment: float | None = None  # seconds into a clip

    @property
    def right(self) -> bool:
        """Whether the photo was given its own class."""
        return self.label == self.predicted

    def caption(self, words) -> list[list[tuple[str, str]]]:
        """What to say below: phrases of (style, text), styles being "", "muted" and "bad"."""
        sure = ("muted", words.percent(self.probability, 0))
        if self.right:
            return [[("", self.label), sure]]
        return [
            [("muted", words["wall_is"]), ("", self.label)],
            [("muted", words["wall_said"]), ("bad", self.predicted), sure],
        ]

    def data_uri(self) -> str:
        """The photo as an address that holds the photo itself."""
        content = io.BytesIO()
        Image.fromarray(self.image).save(content, format="JPEG", quality=82, optimize=True)
        return "data:image/jpeg;base64," + base64.b64encode(content.getvalue()).decode()


def choose(predictions, split="test", seed=0) -> tuple[list[Shown], list[Shown]]:
    """Mistakes (the surest first, at most 3 of a kind) and right ones (by chance) of a split."""
    part = surest_first(predictions, split)
    right = part["label"] == part["predicted"]
    wrong = part[~right]
    kind = wrong.groupby(["label", "predicted"], sort=False).cumcount()
    wrong = wrong[kind < ONE_PAIR].head(WRONG)
    some = part[right].sort_values("path")
    some = some.sample(min(RIGHT, len(some)), random_state=seed)
    return shown(wrong), shown(some)


def surest_first(predictions, split="test"):
    """The predictions of a split, labels as text, with the `probability` of the named class."""
    part = predictions[predictions["split"] == split]
    columns = [name for name in part if str(name).startswith("p_")]
    part = part.assign(
        label=part["label"].astype(str),
        predicted=part["predicted"].astype(str),
        probability=part[columns].max(axis=1) if columns else float("nan"),
    )
    return part.sort_values(["probability", "path"], ascending=[False, True])


def shown(table) -> list[Shown]:
    """A Shown for each row of `surest_first`, its photo not yet read."""
    return [
        Shown(
            str(row.path),
            row.label,
            row.predicted,
            float(row.probability),
            points=_points(row),
            moment=getattr(row, "moment", None),
        )
        for row in table.itertuples()
    ]


def load(shown, data_root) -> list[str]:
    """Read the photos of `shown` from `data_root` into them, and draw their hands.

    Returns why any can't be read.
    """
    why = []
    for one in shown:
        try:
            image, points = _picture(Path(data_root) / one.path, one.moment), one.points
            if one.moment is not None:
                image, points = closer(image, points)
            one.image = thumbnail(image, PIXELS, points)
        except Exception as error:  # whatever is wrong with a photo, the report goes on
            why.append(str(error))
    return why


def closer(image, points):
    """The square of a frame (H, W, 3) that has the hands in its middle, and its `points`.

    Videos are wide or tall, and in a small picture of the whole frame the hands could not be seen.
    """
    size = np.array(image.shape[1::-1])
    there = [] if points is None else points[np.isfinite(points).all(axis=-1)]
    if not len(there):
        return image, points
    side = size.min()
    middle = (there.min(axis=0) + there.max(axis=0)) / 2 * size
    left, top = np.clip(np.rint(middle - side / 2), 0, size - side).astype(int)
    cut = image[top : top + side, left : left + side]
    return cut, ((points * size - (left, top)) / side).astype(np.float32)


def _picture(path, moment):
    """A photo, or what a clip shows at a moment; nothing but grey of a landmark sequence."""
    if moment is None:
        return read_image(path, reduce_to=PIXELS)
    if not is_video(path):
        return np.full((PIXELS, PIXELS, 3), 128, np.uint8)
    return read_moments(path, [moment])[0]


def _points(row):
    # Runs of earlier versions don't say where the points are.
    points = getattr(row, "points", None)
    if points is None:
        return None
    return np.asarray(points, np.float32).reshape(len(HANDS), len(POINTS), 2)
