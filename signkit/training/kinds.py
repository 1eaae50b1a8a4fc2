"""What differs between kinds of training: the data, what is built, learnt and measured."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Protocol

from signkit.clips.listing import clip_hashes
from signkit.clips.store import ClipStore
from signkit.config import ImageSettings, TrainSettings
from signkit.data.catalog import Catalog
from signkit.data.class_texts import read_class_texts
from signkit.data.corpus import Corpus
from signkit.errors import SettingsError
from signkit.inputs.augment import policy_from
from signkit.inputs.clip_dataset import load_clips, of_clips
from signkit.inputs.dataset import Dataset, load_dataset, load_photos
from signkit.inputs.dataset_texts import add_texts
from signkit.inputs.mix import read_factors
from signkit.landmarks.store import LandmarkStore
from signkit.layout import Layout
from signkit.learning import LearningSettings
from signkit.models.backbones import BACKBONES, Backbone, build_backbone
from signkit.models.clip_hybrid import build_clip_hybrid
from signkit.models.fusion import FUSIONS
from signkit.models.hybrid import Hybrid, build_hybrid
from signkit.models.image import IMAGE_MODELS, build_image_classifier
from signkit.models.landmark_encoders import ENCODERS
from signkit.models.network import Network
from signkit.models.tasks import SignsAndTexts, TextTasks
from signkit.models.temporal import TEMPORAL
from signkit.models.text_encoders import TEXT_ENCODERS
from signkit.runs.record import Run
from signkit.training.classifier import Classifier
from signkit.training.losses import LOSSES
from signkit.training.text_kind import TextKind
from signkit.training.work import Lesson, Work


class Kind(Protocol):
    """One kind of training."""

    def catalog(self, settings: LearningSettings, layout: Layout) -> Catalog | Corpus:
        """Read what the data set holds, its splits assigned."""

    def describe(self, settings: LearningSettings, catalog: Catalog | Corpus) -> dict:
        """What the run is trained and measured on, for `settings.json`."""

    def prepared(self, settings: LearningSettings, layout: Layout) -> Path:
        """Where the data set lies as it was prepared."""

    def version(self, settings: LearningSettings, layout: Layout) -> str:
        """What else than the photos the data are made by."""

    def check(self, settings: LearningSettings, catalog: Catalog | Corpus) -> None:
        """Raise SettingsError on what can't be, before anything is loaded."""

    def load(self, settings: LearningSettings, layout: Layout, catalog: Catalog | Corpus):
        """Load the data set."""

    def record(self, run: Run, dataset, prepared: Path) -> None:
        """Keep in the run's folder what it is trained on."""

    def precision(self, settings: LearningSettings) -> str:
        """Where half precision pays, as find_device takes it."""

    def backbone(self, settings: LearningSettings, fetch: bool) -> Backbone | None:
        """Build the backbone, where there is one; without `fetch` from random weights."""

    def network(self, settings, dataset, backbone: Backbone | None, values) -> Network:
        """Build the network, around the backbone where there is one."""

    def lesson(self, work: Work, index: int, size: int, epoch: int) -> Lesson:
        """What stage `index` learns from, in batches of `size`, from an epoch on."""

    def measure(self, work: Work) -> dict:
        """Measure the last stage's best weights; write the model and metrics.json."""


@dataclass(frozen=True)
class SignKind(Classifier):
    """Photos and hand landmarks."""

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
        _check_parts(settings)

    def load(self, settings: TrainSettings, layout: Layout, catalog: Catalog) -> Dataset:
        """Load landmarks and, where a stage looks at them, photos."""
        size = settings.image_size if _looks_at_photos(settings) else 0
        loaded = load_dataset(catalog, self.prepared(settings, layout), size)
        return add_texts(loaded, settings.tasks.split())

    def precision(self, settings: TrainSettings) -> str:
        """As it is set."""
        return settings.mixed_precision

    def backbone(self, settings: TrainSettings, fetch: bool) -> Backbone:
        """The photo branch's; where no stage looks at photos it has no weights to start from."""
        looks = _looks_at_photos(settings)
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
        return _with_tasks(hybrid, settings, dataset)


@dataclass(frozen=True)
class ClipKind(SignKind):
    """Hand landmarks over time, and a few pictures of each clip."""

    hashes: ClassVar = staticmethod(clip_hashes)

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
        _check_parts(settings)

    def load(self, settings: TrainSettings, layout: Layout, catalog: Catalog) -> Dataset:
        """Load landmarks and, where a stage looks at them, pictures."""
        pictures = settings.pictures if _looks_at_photos(settings) else 0
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
        return _with_tasks(hybrid, settings, dataset)


def _check_parts(settings: TrainSettings) -> None:
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


def _with_tasks(hybrid: Hybrid, settings: TrainSettings, dataset: Dataset) -> Network:
    tasks = tuple(settings.tasks.split())
    if tasks == ("classify",):
        return hybrid
    facts = TextTasks(tasks, dataset.texts, settings.alpha, settings.text_encoder)
    return SignsAndTexts(hybrid, settings.plan[-1].output, facts)


def _looks_at_photos(settings: TrainSettings) -> bool:
    return any("image_input" in stage.inputs for stage in settings.plan)


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


KINDS: dict[str, Kind] = {
    "sign": SignKind(),
    "clip": ClipKind(),
    "image": ImageKind(),
    "text": TextKind(),
}


def kind_of(settings: LearningSettings) -> Kind:
    """Return the kind of training that settings ask for."""
    return KINDS[settings.kind]
