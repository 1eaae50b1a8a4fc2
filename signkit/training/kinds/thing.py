"""Things on photos, without hands."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from signkit.data.catalog import Catalog
from signkit.evaluation.answers.table import ANSWERS
from signkit.inputs.changes.augment import Policy, policy_from
from signkit.inputs.changes.mix import Mix, read_factors
from signkit.inputs.dataset import Dataset, load_photos
from signkit.layout import Layout
from signkit.models.moving import keep_up
from signkit.models.network import Network
from signkit.models.photos.backbones import BACKBONES, Backbone, build_backbone
from signkit.models.photos.image import IMAGE_MODELS, build_image_classifier
from signkit.runs.record import Run
from signkit.settings import ImageSettings
from signkit.settings.plans import Stage
from signkit.training.answers.table import learnt
from signkit.training.kinds.classifier import Classifier
from signkit.training.loop.losses import LOSSES
from signkit.training.search.trials import find_values


@dataclass(frozen=True)
class ImageKind(Classifier):
    """Photos alone, of one label or several."""

    people: ClassVar[bool] = False  # things have no face
    word: ClassVar = "thing"
    settings: ClassVar = ImageSettings

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
        if settings.backbone or settings.model == "transfer":
            BACKBONES[settings.backbone]
        learnt(catalog.told.name).check(settings)

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

    def searched(
        self, settings: ImageSettings, dataset: Dataset, run: Run, measure: str
    ) -> tuple[ImageSettings, dict[str, float]]:
        """Search in the mode "tuned"; a learning rate that isn't set is the one found."""
        if settings.mode != "tuned":
            return settings, {}
        values = find_values(self, settings, dataset, run, measure)
        rate = settings.learning_rate or values.get("learning_rate", 0.0)
        return settings.model_copy(update={"learning_rate": rate}), values

    def begin(self, network: Network, settings: ImageSettings, dataset: Dataset) -> None:
        """Let its averages keep up with few batches an epoch.

        Signs' branches keep theirs: their frozen features are learnt from in later stages.
        """
        photos = len(dataset.split("train"))
        keep_up(network.model(settings.plan[-1].output), math.ceil(photos / settings.batch_size))

    def augmentation(self, settings: ImageSettings, stage: Stage) -> Policy | None:
        """The changes that are named."""
        return policy_from(settings.augmentations) if settings.augmentations.strip() else None

    def mix(self, settings: ImageSettings, classes: list[str]) -> Mix:
        """How often each class comes in an epoch.

        Raises SettingsError on a class that isn't there or a factor that is none.
        """
        return Mix(read_factors(settings.augment_factors, classes), settings.balanced_batches)

    def network(self, settings: ImageSettings, dataset, backbone, values) -> Network:
        """The classifier."""
        return build_image_classifier(
            settings.model,
            len(dataset.catalog.classes),
            settings.frame,
            activation=ANSWERS[dataset.answer].activation,
            backbone=backbone,
            values=values,
            unfreeze=settings.unfreeze,
        )
