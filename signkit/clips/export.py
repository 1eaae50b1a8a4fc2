"""Clips' landmarks as one `.npy` a clip, the form in which tutorials keep sequences."""

from pathlib import Path

import numpy as np

from signkit.clips.sample import Clips
from signkit.data.catalog import Catalog
from signkit.errors import StoreError
from signkit.whole import STORED, whole

SUFFIX = ".npy"


def export_sequences(catalog: Catalog, clips: Clips, folder: str | Path) -> int:
    """Write `NAME.npy` (frames, 126) float32 of each clip; return how many were written.

    Left hand first, then right, 21 (x, y, z) each as fractions of the frame, zeros where there is
    no hand. The paths are the clips' own below `folder`. Raises StoreError when two clips would
    share a name.
    """
    folder, seen = Path(folder).expanduser(), {}
    for row, path in enumerate(catalog.table["path"]):
        name = path.replace("#", "_") if "#" in path else str(Path(path).with_suffix(""))
        if name in seen:
            raise StoreError(
                f"{seen[name]} and {path} would both become {name}{SUFFIX}.",
                "Rename one of the clips.",
            )
        seen[name] = path
        part = clips.frames(row)
        shown = clips.image_points[part] * clips.present[part][..., None, None]
        file = folder / f"{name}{SUFFIX}"
        with whole(file, STORED, StoreError, folders=True) as part:
            np.save(part, shown[:, ::-1].reshape(len(shown), -1).astype(np.float32))
    return len(seen)
