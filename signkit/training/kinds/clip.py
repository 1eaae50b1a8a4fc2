"""Signs in time: clips and their hands."""

from dataclasses import dataclass
from typing import ClassVar

from signkit.clips.listing.folders import clip_hashes
from signkit.clips.store import ClipStore
from signkit.data.catalog import Catalog
from signkit.data.image import is_image_name
from signkit.errors import SettingsError
from signkit.inputs.changes.augment import Policy
from signkit.inputs.changes.clip_changes import ClipPolicy
from signkit.inputs.clip_dataset import load_clips, of_clips
from signkit.inputs.dataset import Dataset
from signkit.inputs.dataset_texts import add_texts
from signkit.layout import Layout
from signkit.models.clip_hybrid import build_clip_hybrid
from signkit.models.encoders.temporal import TEMPORAL
from signkit.models.network import Network
from signkit.settings import TrainSettings
from signkit.training.kinds.sign import SignKind, check_parts, looks_at_photos, with_tasks


@dataclass(frozen=True)
class ClipKind(SignKind):
    """Hand landmarks over time, and a few pictures of each clip."""

    hashes: ClassVar = staticmethod(clip_hashes)
    unit: ClassVar[str] = "clips"
    policy: ClassVar[type[Policy]] = ClipPolicy
    word: ClassVar = "clip"
    usual: ClassVar = {"option": "C"}

    def takes(self, path: str) -> bool:
        """Whether it is trained on files such as this one."""
        return not is_image_name(path)

    def version(self, settings: TrainSettings, layout: Layout) -> str:
        """The tracker."""
        return ClipStore(self.prepared(settings, layout)).version

    def check(self, settings: TrainSettings, catalog: Catalog) -> None:
        """Look the names up."""
        if not of_clips(catalog):
            raise SettingsError(
                f"OPTION is {settings.option!r}, which is for clips, and {catalog.root.name} is a "
                "data set of photos.",
                'Set OPTION to "A" or "B".',
            )
        TEMPORAL[settings.temporal]
        check_parts(settings)

    def load(self, settings: TrainSettings, layout: Layout, catalog: Catalog) -> Dataset:
        """Load landmarks and, where a stage looks at them, pictures."""
        pictures = settings.pictures if looks_at_photos(settings) else 0
        folder = self.prepared(settings, layout)
        loaded = load_clips(catalog, folder, settings.frames, pictures, settings.image_size)
        return add_texts(loaded, settings.tasks.split())

    def network(self, settings: TrainSettings, dataset, backbone, values) -> Network:
        """The hybrid over time."""
        hybrid = build_clip_hybrid(
            settings.recipe,
            len(dataset.catalog.classes),
            settings.image_size,
            settings.frames,
            settings.pictures,
            backbone,
            settings.fusion,
            settings.temporal,
        )
        return with_tasks(hybrid, settings, dataset)
