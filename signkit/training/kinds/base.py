"""What differs between what is looked at: the data, what is built, learnt and measured."""

from pathlib import Path
from typing import Protocol

from signkit.data.catalog import Catalog
from signkit.data.texts.corpus import Corpus
from signkit.layout import Layout
from signkit.models.network import Network
from signkit.models.photos.backbones import Backbone
from signkit.runs.record import Run
from signkit.settings.learning import LearningSettings
from signkit.training.loop.work import Lesson, Work


class Kind(Protocol):
    """One kind of training."""

    unit: str  # what its samples are called, in English
    word: str  # what is looked at
    settings: type[LearningSettings]
    usual: dict  # settings that it has where nothing else is chosen

    def ready(self, dataset: str, layout: Layout) -> bool:
        """Whether a data set was prepared for it, or needs no preparation."""

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

    def searched(
        self, settings: LearningSettings, dataset, run: Run, measure: str
    ) -> tuple[LearningSettings, dict[str, float]]:
        """Search for hyperparameters where that is asked for: the settings then, and the values."""

    def begin(self, network: Network, settings: LearningSettings, dataset) -> None:
        """Ready a network whose backbone starts from random weights."""

    def judged_by(self, dataset) -> str:
        """The metric of validation that tells the best epoch."""

    def join(self, members: list[Run], dataset, settings: LearningSettings, run: Run) -> dict:
        """Make one model of trained members, and measure it."""

    def measure(self, work: Work) -> dict:
        """Measure the last stage's best weights; write the model and metrics.json."""


class Usual:
    """A Kind that has nothing to search for and nothing to ready."""

    def searched(
        self, settings: LearningSettings, dataset, run: Run, measure: str
    ) -> tuple[LearningSettings, dict[str, float]]:
        """The settings, and no values."""
        return settings, {}

    def begin(self, network: Network, settings: LearningSettings, dataset) -> None:
        """Nothing is to be done."""
