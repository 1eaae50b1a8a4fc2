"""Signs on photos: the photos and their hands."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from signkit.data.catalog import Catalog
from signkit.data.texts.class_texts import read_class_texts
from signkit.errors import SettingsError
from signkit.inputs.changes.augment import Policy
from signkit.inputs.clip_dataset import of_clips
from signkit.inputs.dataset import Dataset, load_dataset
from signkit.inputs.dataset_texts import add_texts
from signkit.landmarks.store import LandmarkStore
from signkit.layout import Layout
from signkit.models.encoders.landmarks import ENCODERS
from signkit.models.encoders.texts import TEXT_ENCODERS
from signkit.models.fusion import FUSIONS
from signkit.models.hybrid import Hybrid, build_hybrid
from signkit.models.network import Network
from signkit.models.photos.backbones import BACKBONES, Backbone, build_backbone
from signkit.models.tasks import SignsAndTexts, TextTasks
from signkit.settings import TrainSettings
from signkit.settings.plans import Stage
from signkit.training.kinds.classifier import Classifier
from signkit.training.loop.losses import LOSSES


@dataclass(frozen=True)
class SignKind(Classifier):
    """Photos and hand landmarks."""

    policy: ClassVar[type[Policy]] = Policy  # how far the augmentation goes
    word: ClassVar = "sign"
    settings: ClassVar = TrainSettings

    def describe(self, settings: TrainSettings, catalog: Catalog) -> dict:
        """As all classifiers do, and what the classes are called where that is learnt."""
        said = super().describe(settings, catalog)
        tasks = settings.tasks.split()
        if tasks != ["classify"]:
            texts = read_class_texts(catalog.root, catalog, "translate" in tasks)
            said["texts"] = texts.fingerprint
        return said

    def prepared(self, settings: TrainSettings, layout: Layout) -> Path:
        """The landmark store's folder."""
        return self.store(layout.landmarks(settings.dataset), settings, layout)

    def version(self, settings: TrainSettings, layout: Layout) -> str:
        """The detector: other landmarks of the same photos make another run."""
        return LandmarkStore(self.prepared(settings, layout)).version

    def check(self, settings: TrainSettings, catalog: Catalog) -> None:
        """Look the names up."""
        if of_clips(catalog):
            raise SettingsError(
                f"OPTION is {settings.option!r}, and {catalog.root.name} is a data set of clips.",
                'Set OPTION to "C".',
            )
        ENCODERS[settings.landmark_encoder]
        check_parts(settings)

    def load(self, settings: TrainSettings, layout: Layout, catalog: Catalog) -> Dataset:
        """Load landmarks and, where a stage looks at them, photos."""
        size = settings.image_size if looks_at_photos(settings) else 0
        loaded = load_dataset(catalog, self.prepared(settings, layout), size)
        return add_texts(loaded, settings.tasks.split())

    def augmentation(self, settings: TrainSettings, stage: Stage) -> Policy | None:
        """Photos and hands moved together, and one of both dropped where both are looked at."""
        if not settings.augment:
            return None
        both = settings.modality_dropout if stage.output == "fused" else 0.0
        flip = 0.5 if settings.flip else 0.0
        return self.policy(flip=flip, drop_photo=both, drop_hands=both)

    def precision(self, settings: TrainSettings) -> str:
        """As it is set."""
        return settings.mixed_precision

    def backbone(self, settings: TrainSettings, fetch: bool) -> Backbone:
        """The photo branch's; where no stage looks at photos it has no weights to start from."""
        looks = looks_at_photos(settings)
        weights = settings.weights if fetch and looks else "none"
        built = build_backbone(settings.backbone, settings.image_size, weights)
        return built if looks else replace(built, weights="none")

    def network(self, settings: TrainSettings, dataset, backbone, values) -> Network:
        """The hybrid with its branches."""
        hybrid = build_hybrid(
            settings.recipe,
            len(dataset.catalog.classes),
            settings.image_size,
            backbone,
            settings.fusion,
            settings.landmark_encoder,
        )
        return with_tasks(hybrid, settings, dataset)


def check_parts(settings: TrainSettings) -> None:
    """Look up the names that photos and clips share; raises SettingsError."""
    FUSIONS[settings.fusion]
    BACKBONES[settings.backbone]
    LOSSES[settings.loss]
    TEXT_ENCODERS[settings.text_encoder]
    if settings.ensemble > 1 and settings.tasks != "classify":
        raise SettingsError(
            f"ENSEMBLE averages what {settings.ensemble} models say of the classes; TASKS asks for "
            f"{settings.tasks}, and vectors or sentences of several models have no average.",
            'Set ENSEMBLE to 1, or TASKS to "classify".',
        )


def with_tasks(hybrid: Hybrid, settings: TrainSettings, dataset: Dataset) -> Network:
    """The network for the tasks that are asked for beside the classes."""
    tasks = tuple(settings.tasks.split())
    if tasks == ("classify",):
        return hybrid
    facts = TextTasks(tasks, dataset.texts, settings.alpha, settings.text_encoder)
    return SignsAndTexts(hybrid, settings.plan[-1].output, facts)


def looks_at_photos(settings: TrainSettings) -> bool:
    """Whether any stage looks at photos or pictures."""
    return any("image_input" in stage.inputs for stage in settings.plan)
