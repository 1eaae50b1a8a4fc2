"""A preprocessed data set of clips as arrays: hands over time, pictures and targets."""

from pathlib import Path

import numpy as np

from signkit.clips.names import is_video
from signkit.clips.sample import Clips
from signkit.clips.store import ClipStore
from signkit.data.catalog import Catalog
from signkit.data.image import is_image_name
from signkit.errors import DataError
from signkit.inputs.clip_frames import clip_hands, seconds_in_sight
from signkit.inputs.clip_pictures import ClipPictures
from signkit.inputs.dataset import Dataset, readable, samples_of


def load_clips(
    catalog: Catalog, folder: str | Path, frames: int, pictures: int, size: int
) -> Dataset:
    """Load what `preprocess_clips` left of clips in `folder`, and `pictures` of each.

    `pictures` 0 leaves them out, for landmarks alone. Clips whose pictures can't be read are
    skipped and listed. Raises StoreError where landmarks are missing, DataError where pictures are
    asked of landmark sequences, or skipping leaves a class without a clip to train on.
    """
    store, kept = ClipStore(folder), None
    if pictures:
        _are_videos(catalog)
        kept = ClipPictures(folder, pictures, size, store.load(catalog.table["hash"]))
    usable, photos, skipped = readable(catalog, Path(folder), kept)
    clips = store.load(usable.table["hash"])
    seen = [clips.present[clips.frames(row)].any(axis=0).sum() for row in range(len(clips))]
    still = np.array([still_frame(clips, row) for row in range(len(clips))])
    there = clips.present[still][:, :, None, None]
    return Dataset(
        catalog=usable,
        samples=samples_of(usable, photos, clip_hands(clips, frames)),
        skipped=skipped,
        hands_found=np.array(seen, int),
        image_points=np.where(there, clips.image_points[still, ..., :2], np.nan),
        moments=(still - clips.start[:-1]) / clips.rate,
        spans=np.array([seconds_in_sight(clips, row) for row in range(len(clips))]),
    )


def still_frame(clips: Clips, row: int) -> int:
    """The frame (of all clips' frames) that stands for a clip.

    Of those with most hands the one nearest to the middle of the time in which hands are in sight.
    """
    part = clips.frames(row)
    hands = clips.present[part].sum(axis=1)
    most = np.flatnonzero(hands == hands.max())
    middle = np.mean(np.flatnonzero(hands)) if hands.any() else len(hands) / 2
    return part.start + int(most[np.abs(most - middle).argmin()])


def of_clips(catalog: Catalog) -> bool:
    """Whether a catalog lists clips, not photos."""
    return not is_image_name(catalog.table["path"].iloc[0])


def _are_videos(catalog: Catalog) -> None:
    sequences = [path for path in catalog.table["path"] if not is_video(path)]
    if sequences:
        raise DataError(
            f"{sequences[0]} is a landmark sequence: it has no pictures to train on.",
            'Set STAGES to "landmarks_only".',
        )
