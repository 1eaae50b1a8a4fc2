"""What all classifiers share: the split, what a run says of its data, lessons, and measuring."""

import json
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import keras

from signkit.data.catalog import Catalog, file_hashes
from signkit.data.catalog_file import fingerprint, load_catalog
from signkit.data.copies.mirrors import clash_notes
from signkit.data.group_kinds import kind_of_groups
from signkit.data.image import is_image_name
from signkit.data.splits.assign import assign_splits, chosen_strategy
from signkit.data.splits.folds import assign_fold
from signkit.data.splits.unknown import place_of_none, set_apart
from signkit.data.stores import find_store
from signkit.inputs.batches import Batches
from signkit.inputs.changes.augment import Policy
from signkit.inputs.changes.mix import Mix
from signkit.inputs.dataset import Dataset
from signkit.layout import Layout, dataset_name
from signkit.runs.files import AUDIT, CATALOG, LABELS
from signkit.runs.record import Run
from signkit.settings.classifiers import ClassifierSettings
from signkit.settings.plans import Stage
from signkit.tables import read_parquet
from signkit.training.answers.table import learnt
from signkit.training.kinds.base import Usual
from signkit.training.loop.control import Control
from signkit.training.loop.features import feature_batches
from signkit.training.loop.losses import build_loss
from signkit.training.loop.work import Lesson, Work
from signkit.training.measure.balance import fit_balance
from signkit.training.measure.ensemble import average_members
from signkit.training.measure.measure import measure
from signkit.whole import write_text


class Classifier(Usual):
    """A kind whose data are a catalog, and whose networks say a class, or several."""

    hashes: ClassVar = staticmethod(file_hashes)  # of what it is trained on, as catalogs have them
    unit: ClassVar[str] = "photos"
    people: ClassVar[bool] = True  # whether people are in what is looked at
    usual: ClassVar = {}

    def ready(self, dataset: str, layout: Layout) -> bool:
        """Whether a data set was prepared for it."""
        asked = self.settings.make(dataset=dataset, **self.usual)
        file = self.prepared(asked, layout) / CATALOG
        return file.is_file() and self.takes(read_parquet(file, ["path"])["path"][0].as_py())

    def takes(self, path: str) -> bool:
        """Whether it is trained on files such as this one."""
        return is_image_name(path)

    def store(self, place: Path, settings: ClassifierSettings, layout: Layout) -> Path:
        """Where the data set's store lies, whose own place is `place`."""
        return find_store(place, layout.dataset(settings.dataset), self.hashes)

    def catalog(self, settings: ClassifierSettings, layout: Layout) -> Catalog:
        """Read the data set's catalog as prepared and assign its splits."""
        folder = layout.dataset(settings.dataset)
        catalog = load_catalog(self.prepared(settings, layout) / CATALOG, folder, self.hashes)
        if settings.fold:
            number, folds = map(int, settings.fold.split("/"))
            divided = assign_fold(
                catalog,
                number,
                folds,
                validation_fraction=settings.validation_fraction,
                seed=settings.seed,
                strategy=settings.split,
                validation=settings.validation,
                copies_of_test=settings.copies_of_test,
            )
        else:
            divided = assign_splits(
                catalog,
                strategy=settings.split,
                fractions=settings.fractions,
                seed=settings.seed,
                test_groups=settings.test_groups,
                validation=settings.validation,
                copies_of_test=settings.copies_of_test,
            )
        divided = set_apart(divided, settings.unknown_classes)
        place_of_none(settings.none_class, divided.classes)  # a wrong name is told before training
        said = kind_of_groups(settings.groups_are) or divided.groups_are
        found = _audit(self.prepared(settings, layout)).get("copies")
        notes = clash_notes(found, divided.classes, settings.model_dump())
        return replace(divided, groups_are=said, notes=(*divided.notes, *notes))

    def describe(self, settings: ClassifierSettings, catalog: Catalog) -> dict:
        """What the run is trained and measured on, for `settings.json`."""
        table = catalog.table
        parts = table.groupby("split")
        return {
            "name": dataset_name(settings.dataset),
            "photos": len(table),
            "classes": len(catalog.classes),
            "fingerprint": fingerprint(table),
            "split_strategy": chosen_strategy(catalog, settings.split, settings.test_groups),
            "fractions": list(settings.fractions),
            "seed": settings.seed,
            "split_photos": {name: len(part) for name, part in parts},
            "split_groups": {name: sorted(part["group"].dropna().unique()) for name, part in parts},
            "copies_left_out": catalog.copies_left_out,
            "notes": list(catalog.notes),
        }

    def record(self, run: Run, dataset: Dataset, prepared: Path) -> None:
        """Keep in the run's folder what it is trained on: classes, catalog, the leak audit."""
        if len(dataset.skipped):
            print(f"Skipped {len(dataset.skipped)} that can't be read; the report lists them.")
        run.write(LABELS, dataset.catalog.classes)
        if (audit := prepared / AUDIT).is_file():
            write_text(run.path(AUDIT), audit.read_text(encoding="utf-8"))
        run.note_resolved(skipped=dataset.skipped["reason"].tolist())
        if dataset.catalog.white:  # of deep photos; without it a single one can't be read alike
            run.note_resolved(white=dataset.catalog.white)
        run.write(CATALOG, dataset.catalog.table)

    def lesson(self, work: Work, index: int, size: int, epoch: int) -> Lesson:
        """What stage `index` learns from: cached features where the backbone is frozen."""
        stage, settings = work.plan[index], work.settings
        made = self._frozen(work, index, size, epoch) if stage.freezes_backbone else None
        model, train, validation = made or self._whole(work, index, size, epoch)
        return Lesson(
            model,
            train,
            validation,
            *objective(settings, work.dataset, work.measure),
            loss_weight=work.network.class_weight(stage.output),
            class_weight=sample_weights(settings, work.dataset),
            pictured=learnt(work.dataset.answer).pictured(work.dataset.split("validation")),
            classes=work.dataset.catalog.classes,
        )

    def measure(self, work: Work) -> dict:
        """Fit how far each head is trusted, and measure the held-out splits."""
        fit_balance(work)
        return measure(work, self.people)

    def judged_by(self, dataset: Dataset) -> str:
        """The metric that the answer is judged by."""
        train, validation = dataset.split("train"), dataset.split("validation")
        return learnt(dataset.answer).judged_by(train, validation)

    def join(
        self, members: list[Run], dataset: Dataset, settings: ClassifierSettings, run: Run
    ) -> dict:
        """Average what the members say."""
        return average_members(members, dataset, settings, run, self.people)

    def augmentation(self, settings: ClassifierSettings, stage: Stage) -> Policy | None:
        """What a stage's training samples go through, or None."""
        raise NotImplementedError

    def mix(self, settings: ClassifierSettings, classes: list[str]) -> Mix | None:
        """How often each class comes in an epoch: every sample once."""

    def _whole(self, work: Work, index: int, size: int, epoch: int):
        """The stage's model, and batches of what it looks at."""
        stage, settings = work.plan[index], work.settings
        inputs = _inputs(work, stage)
        train = Batches(
            work.dataset.split("train"),
            size,
            seed=_order(settings, index),
            policy=self.augmentation(settings, stage),
            shuffle=True,
            epoch=epoch,
            inputs=inputs,
            mix=self.mix(settings, work.dataset.catalog.classes),
        )
        validation = Batches(work.dataset.split("validation"), size, inputs=inputs)
        return work.network.training_model(stage.output), train, validation

    def _frozen(self, work: Work, index: int, size: int, epoch: int):
        """The same over the backbone's features, computed once; None where they don't fit."""
        stage, settings = work.plan[index], work.settings
        if not work.network.backbone:
            return None
        made = feature_batches(
            work.network.backbone,
            work.dataset.split("train"),
            work.dataset.split("validation"),
            _inputs(work, stage),
            size,
            self.augmentation(settings, stage),
            _order(settings, index),
            views=min(settings.views, stage.epochs),
            between=Control(work.run).obey,
        )
        if made is None:
            return None
        made[0].start_at(epoch)
        return work.network.from_features(stage.output), *made


def _audit(prepared: Path) -> dict:
    """What was found before the training; empty where nobody looked."""
    file = prepared / AUDIT
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def objective(
    settings: ClassifierSettings, dataset: Dataset, measure: str
) -> tuple[keras.losses.Loss, list]:
    """Return the loss and the metrics, `measure` among them, that a classifier is trained with."""
    train, classes = dataset.split("train"), len(dataset.catalog.classes)
    # Class weights weigh the samples; a loss that weighs them as well would do it twice.
    targets = None if settings.class_weights else train.targets[train.rows]
    loss = build_loss(settings.loss, settings.label_smoothing, targets, classes, dataset.answer)
    return loss, learnt(dataset.answer).metrics(classes, measure)


def sample_weights(settings: ClassifierSettings, dataset: Dataset) -> dict[int, float] | None:
    """Return a weight a class, where the settings ask for it."""
    if not settings.class_weights:
        return None
    return learnt(dataset.answer).sample_weights(dataset.split("train"))


def _order(settings: ClassifierSettings, index: int) -> int:
    return settings.seed * 100 + index  # every stage has an order of its own


def _inputs(work: Work, stage: Stage) -> tuple[str, ...]:
    return stage.inputs + work.network.training_inputs(stage.output)
