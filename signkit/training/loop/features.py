"""Training over a frozen backbone: its feature maps of each photo are computed once.

A backbone that stays as it is says the same of the same photo in every epoch. So k augmented views
of each training photo go through it once, before the stage, and the epochs train on what came out,
one view after the other. The maps lie in an unnamed temporary file of this machine, which is gone
when the process is, whatever ends it.

They are kept in half precision: EfficientNetV2S at 224 makes 7 x 7 x 1280 = 62,720 values a view,
so four views of 10,000 photos are 5.0 GB (as float32 10.0 GB, more than Colab's memory can buffer).
"""

import math
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import keras
import numpy as np

from signkit.inputs.batches import INPUTS, SampleBatches
from signkit.inputs.changes.augment import Draw, Policy, augment_photos, draw
from signkit.inputs.samples import Samples
from signkit.progress import progress

STORED = np.float16
TOP_EXPONENT = 15  # each map's largest value is stored between 2^14 and 2^15
BLOCK = 8  # batches that the backbone predicts at a time
RESERVE = 2 << 30  # bytes of the disk that are left to others
VIEWS = 1  # keeps the views' chance apart from the batches'


@dataclass(frozen=True)
class FeatureBank:
    """A frozen backbone's maps of M samples, each seen in V views.

    A map's values are `maps * scales`: a power of two a map, so that half precision keeps 11 bits
    of values of any size (those of untrained backbones can be around 1e-6, where it keeps none).
    """

    samples: Samples
    maps: np.ndarray  # (V, M, h, w, C) float16, in a file; of clips (V, M, P, h, w, C)
    scales: np.ndarray  # (V, M) float32
    drawn: list[Draw] | None  # the transforms of each view, None for photos as they are
    policy: Policy | None

    @property
    def views(self) -> int:
        """How many views there are of each sample."""
        return len(self.maps)

    def read(self, view: int, places: np.ndarray) -> np.ndarray:
        """Return the maps (n, h, w, C) float32 of the samples at `places` (0..M-1)."""
        scales = _spread(self.scales[view, places], self.maps.ndim - 1)
        return np.multiply(self.maps[view][places], scales, dtype=np.float32)


def frozen_features(
    backbone: keras.Model,
    samples: Samples,
    batch_size: int,
    policy: Policy | None = None,
    views: int = 1,
    seed: int = 0,
    folder: str | None = None,
    between: Callable[[], None] = lambda: None,
) -> FeatureBank:
    """Compute the backbone's maps of `views` augmented views of each sample, or of photos as such.

    `batch_size` photos go through at a time, always in the same company: the same call gives the
    same maps. Each view's transforms follow from (seed, view). The file lies in `folder`, or where
    the machine keeps temporary ones. `between` is called now and then and may raise, to stop the
    work. Raises OSError when the disk is full.
    """
    views = views if policy else 1
    drawn = [_draw_view(policy, len(samples), views, seed, v) for v in range(views)]
    scales = np.empty((views, len(samples)), np.float32)
    with (
        tempfile.TemporaryFile(dir=folder) as file,
        progress(total=views * len(samples), desc="Backbone's features", unit="view") as bar,
    ):
        for view in range(views):
            for part in _blocks(len(samples), BLOCK * batch_size):
                between()
                photos = samples.photos[samples.rows[part]]
                photos = augment_photos(photos, drawn[view].take(part)) if policy else photos
                maps = _predict(backbone, photos, batch_size)
                scales[view, part] = scale = _scales(maps)
                file.write((maps / _spread(scale, maps.ndim)).astype(STORED).data)
                bar.update(len(part))
        file.flush()
        # What is mapped stays when the file is closed.
        stored = np.memmap(file, STORED, "r", shape=(views, len(samples), *maps.shape[1:]))
    return FeatureBank(samples, stored, scales, drawn if policy else None, policy)


class FeatureBatches(SampleBatches):
    """Batches ({"feature_input" (B, h, w, C), "landmark_input"}, one-hot targets) of a FeatureBank.

    `inputs` are named as those of the whole model. Epoch after epoch shows the next view of every
    sample, its hands moved as its photo was; their noise, and which are dropped, is drawn anew.
    """

    def __init__(
        self,
        bank: FeatureBank,
        batch_size: int,
        seed: int = 0,
        shuffle: bool = False,
        epoch: int = 0,
        inputs: tuple[str, ...] = INPUTS,
    ):
        super().__init__(bank.samples, batch_size, seed, bank.policy, shuffle, epoch, inputs)
        self.bank = bank

    def _inputs(self, places: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
        view, inputs = self.epoch % self.bank.views, {}
        if "image_input" in self.inputs:
            inputs["feature_input"] = self.bank.read(view, places)
        if "landmark_input" in self.inputs:
            drawn = self.bank.drawn and self.bank.drawn[view].take(places)
            if drawn:
                dropped = rng.random(len(places)) < self.policy.drop_hands
                drawn = replace(drawn, drop_hands=dropped & ~drawn.drop_photo)
            inputs["landmark_input"] = self._hands(places, drawn, rng)
        return inputs


def feature_batches(
    backbone: keras.Model,
    train: Samples,
    validation: Samples,
    inputs: tuple[str, ...],
    batch_size: int,
    policy: Policy | None,
    seed: int,
    views: int,
    folder: str | None = None,
    between: Callable[[], None] = lambda: None,
) -> tuple[FeatureBatches, FeatureBatches] | None:
    """Return shuffled training batches and plain validation batches over the backbone's features.

    Where the disk is too small for `views` views there are fewer; where not even one fits, None is
    returned. Either is said. The other arguments are those of `frozen_features`.
    """
    fitting = _views_that_fit(backbone, train, validation, views if policy else 1, folder)
    if fitting:
        try:
            place = {"folder": folder, "between": between}
            bank = frozen_features(backbone, train, batch_size, policy, fitting, seed, **place)
            held = frozen_features(backbone, validation, batch_size, **place)
        except OSError as error:
            print(f"The backbone's features can't be kept: {error}.")
            fitting = 0
    if not fitting:
        print("Every epoch looks at the photos again, which takes longer.")
        return None
    return (
        FeatureBatches(bank, batch_size, seed, shuffle=True, inputs=inputs),
        FeatureBatches(held, batch_size, inputs=inputs),
    )


def _views_that_fit(
    backbone: keras.Model, train: Samples, validation: Samples, views: int, folder: str | None
) -> int:
    free = shutil.disk_usage(folder or tempfile.gettempdir()).free
    size = math.prod(backbone.output.shape[1:]) * np.dtype(STORED).itemsize
    room = (free - RESERVE) // size - len(validation)
    fitting = min(views, max(0, room // len(train)))
    if fitting < views:
        print(
            f"{free / 2**30:.1f} GiB are free for the backbone's features, {RESERVE >> 30} of them "
            f"for others: {fitting} of {views} views of each photo fit."
        )
    return fitting


def _draw_view(policy: Policy | None, count: int, views: int, seed: int, view: int) -> Draw | None:
    if policy is None:
        return None
    # In its first view no photo is dropped, so that each is seen; in the others the more.
    chance = policy.drop_photo * views / (views - 1) if view else 0.0
    rng = np.random.default_rng((seed, view, 0, VIEWS))
    return draw(replace(policy, drop_photo=chance), count, rng)


def _blocks(count: int, size: int) -> Iterator[np.ndarray]:
    for start in range(0, count, size):
        yield np.arange(start, min(start + size, count))


def _predict(backbone: keras.Model, photos: np.ndarray, batch_size: int) -> np.ndarray:
    """The maps of photos, float32; BatchNormalization stands still in prediction."""
    # Filled up to whole batches: one shape is compiled once.
    filled = np.pad(
        photos, [(0, -len(photos) % batch_size), *[(0, 0)] * (photos.ndim - 1)], mode="edge"
    )
    maps = backbone.predict(filled, batch_size=batch_size, verbose=0)
    return maps[: len(photos)].astype(np.float32)


def _scales(maps: np.ndarray) -> np.ndarray:
    """The power of two that brings each map's largest value below 2^TOP_EXPONENT."""
    exponents = np.frexp(np.abs(maps).max(axis=tuple(range(1, maps.ndim))))[1]
    return np.ldexp(np.float32(1), exponents - TOP_EXPONENT)


def _spread(scales: np.ndarray, axes: int) -> np.ndarray:
    """Scales (n,) beside maps of so many axes."""
    return scales.reshape(-1, *[1] * (axes - 1))
