"""A finished run's model, or a version's, ready to answer files and arrays."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from signkit.data.splits.unknown import place_of_none
from signkit.deploy.items import Item
from signkit.deploy.prediction import Prediction, Predictions
from signkit.errors import ClipError, ImageError, RunError
from signkit.evaluation.answers.table import answer_of
from signkit.inputs.batches import Batches
from signkit.inputs.samples import Samples
from signkit.progress import progress
from signkit.runs.files import LABELS, METRICS, MODEL, SETTINGS
from signkit.runs.record import Run

TOGETHER = 32  # that are answered side by side
IMAGE, LANDMARKS = "image_input", "landmark_input"


class Model(ABC):
    """What a run folder or a version's folder holds, as something to ask.

    `finder` finds hands, where it shouldn't be the kit's own: `detect(image, key)` of photos,
    `track(path, key)` of clips. Raises RunError where the folder holds no finished model.
    """

    needs: tuple[str, ...]  # files

    def __init__(self, folder: str | Path, finder=None):
        self.run = Run(Path(folder))
        self.finder = finder
        lacking = [name for name in self.needs if not self.run.path(name).is_file()]
        if lacking:
            raise RunError(
                f"{self.run.folder} has no {lacking[0]}.",
                "Train the run to its end: the same call goes on.",
            )
        self.about = self.run.read(SETTINGS)

    def predict(self, given) -> Prediction | Predictions:
        """Answer a file, a folder of files, an array, or a list of these.

        Of one thing it is a `Prediction`, of many the `Predictions` in their order; what can't be
        read among many has no label, and its note says why. Photos as arrays are (H, W, 3) uint8
        RGB, clips (T, H, W, 3). Raises DataError where there is nothing to answer, or the one thing
        can't be read.
        """
        alone, items = self.items(given)
        said = []
        with progress(total=len(items), desc="predict", unit="item", disable=alone) as bar:
            for first in range(0, len(items), TOGETHER):
                part = items[first : first + TOGETHER]
                said += self.answer(part, strict=alone)
                bar.update(len(part))
        return said[0] if alone else Predictions(said)

    @abstractmethod
    def items(self, given) -> tuple[bool, list[Item]]:
        """Whether it is one thing, and the things."""

    @abstractmethod
    def answer(self, items: list[Item], strict: bool) -> list[Prediction]:
        """The answers to a few; with `strict` what can't be read is raised."""

    def __repr__(self):
        return f"{type(self).__name__}({str(self.run.folder)!r})"


@dataclass(frozen=True)
class Look:
    """What a network sees of one photo or clip."""

    photo: np.ndarray  # (H, W, 3) uint8; of clips (P, H, W, 3); empty where none is looked at
    hands: np.ndarray  # (2, 21, 3); of clips (T, 2, 21, 3); empty where none is looked at
    found: int | None = None
    found_by: tuple[str, ...] = ()


class Classifier(Model):
    """A model that says a class, or several labels."""

    needs = (SETTINGS, METRICS, LABELS, MODEL)
    sees = "photo"

    def __init__(self, folder: str | Path, finder=None):
        super().__init__(folder, finder)
        metrics = self.run.read(METRICS)
        self.labels: list[str] = self.run.read(LABELS)
        self.network = keras.models.load_model(self.run.path(MODEL), compile=False)
        self.shapes = {tensor.name: tensor.shape[1:] for tensor in self.network.inputs}
        said = answer_of(self.about, metrics)
        none = place_of_none(self.about["settings"].get("none_class", ""), self.labels)
        self._tell: Callable = lambda given: said.tell(given, self.labels, metrics, none)

    @abstractmethod
    def look(self, item: Item) -> Look:
        """See one thing as the training would have; raises ImageError or ClipError."""

    def answer(self, items: list[Item], strict: bool) -> list[Prediction]:
        """The answers to a few; with `strict` what can't be read is raised."""
        looks = [self._look(item, strict) for item in items]
        seen = [look for look in looks if isinstance(look, Look)]
        given = iter(self.probabilities(seen) if seen else ())
        return [
            self._row(item, look, next(given))
            if isinstance(look, Look)
            else Prediction(item.source, "", note=look)
            for item, look in zip(items, looks, strict=True)
        ]

    def probabilities(self, looks: list[Look]) -> np.ndarray:
        """The calibrated probabilities (n, C) of what is seen."""
        photos, hands = (
            np.stack([getattr(look, of) for look in looks]) for of in ("photo", "hands")
        )
        count = len(looks)
        unasked = np.zeros(count, int)  # nobody knows the targets
        samples = Samples(photos, hands, unasked, np.arange(count), len(self.labels))
        inputs, _ = Batches(samples, count, inputs=tuple(self.shapes))[0]
        return self.network.predict_on_batch(inputs)

    def _look(self, item: Item, strict: bool) -> Look | str:
        try:
            return self.look(item)
        except (ImageError, ClipError) as error:
            if strict:
                raise
            return str(error)

    def _row(self, item: Item, look: Look, probabilities: np.ndarray) -> Prediction:
        told = self._tell(probabilities)
        order = np.argsort(-probabilities, kind="stable")
        return Prediction(
            item.source,
            told.label,
            told.labels,
            told.probability,
            told.unknown,
            look.found,
            look.found_by,
            self._note(look),
            {self.labels[k]: float(probabilities[k]) for k in order},
        )

    def _note(self, look: Look) -> str:
        if look.found != 0:
            return ""
        if IMAGE in self.shapes:
            return f"No hand was found: the model sees the {self.sees} alone."
        return "No hand was found, and the model looks at nothing else: don't believe this answer."


def resolved(about: dict, name: str, default: Any) -> Any:
    """What turned out when a run was set up, as its settings.json has it."""
    return (about.get("resolved") or {}).get(name, default)
