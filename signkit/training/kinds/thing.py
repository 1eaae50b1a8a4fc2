"""Things on photos, without hands."""

from dataclasses import dataclass
from pathlib import Path

from signkit.data.catalog import Catalog
from signkit.errors import SettingsError
from signkit.inputs.changes.augment import policy_from
from signkit.inputs.changes.mix import read_factors
from signkit.inputs.dataset import Dataset, load_photos
from signkit.layout import Layout
from signkit.models.network import Network
from signkit.models.photos.backbones import BACKBONES, Backbone, build_backbone
from signkit.models.photos.image import IMAGE_MODELS, build_image_classifier
from signkit.settings import ImageSettings
from signkit.training.kinds.classifier import Classifier
from signkit.training.loop.losses import LOSSES


@dataclass(frozen=True)
class ImageKind(Classifier):
    """Photos alone, of one label or several."""

    def prepared(self, settings: ImageSettings, layout: Layout) -> Path:
        """The photo store's folder."""
        return self.store(layout.photos(settings.dataset), settings, layout)

    def version(self, settings: ImageSettings, layout: Layout) -> str:
        """Nothing else."""
        return ""

    def check(self, settings: ImageSettings, catalog: Catalog) -> None:
        """Look the names up, and refuse what several labels can't do."""
        IMAGE_MODELS[settings.model]
        policy_from(settings.augmentations)
        read_factors(settings.augment_factors, catalog.classes)
        LOSSES[settings.loss]
        if settings.backbone and settings.model == "cnn":
            raise SettingsError(
                f"BACKBONE is {settings.backbone!r}, but the model cnn has none.",
                'Set MODE or MODEL to "transfer", or leave BACKBONE empty.',
            )
        if settings.backbone or settings.model == "transfer":
            BACKBONES[settings.backbone]
        if catalog.several and settings.class_weights:
            raise SettingsError(
                "CLASS_WEIGHTS needs photos of one label each.",
                'With several labels set LOSS to "weighted" or "focal".',
            )

    def load(self, settings: ImageSettings, layout: Layout, catalog: Catalog) -> Dataset:
        """Load the photos."""
        return load_photos(catalog, self.prepared(settings, layout), settings.frame)

    def precision(self, settings: ImageSettings) -> str:
        """As it is set; the small network's large convolutions gain on some CPUs, too."""
        usual = settings.mixed_precision == "auto" and settings.model == "cnn"
        return "everywhere" if usual else settings.mixed_precision

    def backbone(self, settings: ImageSettings, fetch: bool) -> Backbone | None:
        """The transfer model's."""
        if not settings.backbone:
            return None
        weights = settings.weights if fetch else "none"
        return build_backbone(settings.backbone, settings.frame, weights)

    def network(self, settings: ImageSettings, dataset, backbone, values) -> Network:
        """The classifier."""
        return build_image_classifier(
            settings.model,
            len(dataset.catalog.classes),
            settings.frame,
            several=dataset.samples.several,
            backbone=backbone,
            values=values,
            unfreeze=settings.unfreeze,
        )
