"""How much faster training is than the plain way: three ratios in one run.

    python scripts/benchmark_training.py [DATASET] [--size 128] [--backbone EfficientNetV2S]

Without DATASET (a folder of class folders) the sample signs are drawn. The ratios:

1. Frozen backbone: an epoch over cached features, against one that augments every photo and passes
   it through the frozen backbone; and the validation accuracy that each way reaches in the same
   epochs from the same weights.
2. Input pipeline: augmented photos and landmarks a second, against the pipeline that notebooks
   have (plain_pipeline.py). Both feed the same model, which is next to none.
3. Trainer: `fit` with all that the trainer does between epochs (checkpoint, history, TensorBoard,
   progress, stopping), against bare `fit` of the same model on the same data.

What is compared runs in turns, and the best round of each counts: other work on the machine only
ever slows.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["SIGNKIT_HEADLESS"] = "1"

import keras
from plain_pipeline import plain_pipeline

from signkit.data.checks.health import check
from signkit.inputs.batches import INPUTS, Batches
from signkit.inputs.changes.augment import Policy
from signkit.inputs.dataset import Dataset, load_dataset
from signkit.layout import Layout
from signkit.models.hybrid import Hybrid, build_hybrid
from signkit.models.photos.backbones import build_backbone
from signkit.preparation.signs import SAMPLE_SIGNS, find_hands, look_for_copies, read_catalog
from signkit.settings import PreprocessSettings, TrainSettings
from signkit.settings.options import OPTIONS
from signkit.settings.plans import read_plan
from signkit.training.loop.checkpoint import Checkpoints
from signkit.training.loop.features import feature_batches
from signkit.training.loop.stage_fit import fit_stage
from signkit.training.loop.work import Work
from signkit.training.setup import open_run, split_catalog

BATCH = 32
STAGE = 30  # epochs of the frozen stage in the plan of option B
EPOCHS = 5  # through a pipeline, a round


def prepare(layout: Layout, dataset: str) -> None:
    """Preprocess the photos as the notebook does."""
    settings = PreprocessSettings.make(dataset=dataset)
    health = check(read_catalog(settings, layout))
    print(find_hands(settings, layout, health, look_for_copies(settings, health)).summary())


def load(layout: Layout, settings: TrainSettings) -> Dataset:
    """Load the preprocessed data set with its splits."""
    catalog = split_catalog(settings, layout)
    return load_dataset(catalog, layout.landmarks(settings.dataset), settings.image_size)


def build(settings: TrainSettings, dataset: Dataset) -> Hybrid:
    """Build the settings' classifier, always from the same weights."""
    keras.utils.set_random_seed(settings.seed)
    backbone = build_backbone(settings.backbone, settings.image_size, settings.weights)
    return build_hybrid(
        OPTIONS[settings.option],
        len(dataset.catalog.classes),
        settings.image_size,
        backbone,
        settings.fusion,
        settings.landmark_encoder,
    )


# 1. Frozen backbone


class FrozenWay:
    """All but the backbone trained, over cached features or over photos, an epoch at a time."""

    def __init__(self, settings: TrainSettings, dataset: Dataset, cached: bool):
        stage = read_plan("frozen_backbone 1 1e-3")[0]
        train, validation = dataset.split("train"), dataset.split("validation")
        hybrid, policy, seed = build(settings, dataset), Policy(), settings.seed
        hybrid.freeze_but(stage.trains)
        start = time.perf_counter()
        if cached:
            self.model = hybrid.from_features(stage.output)
            self.data, self.held = feature_batches(
                hybrid.backbone, train, validation, INPUTS, BATCH, policy, seed, settings.views
            )
        else:
            self.model = hybrid.model(stage.output)
            self.data = Batches(train, BATCH, seed, policy, shuffle=True)
            self.held = Batches(validation, BATCH)
        self.computing = time.perf_counter() - start
        self.model.compile(
            keras.optimizers.AdamW(stage.learning_rate, clipnorm=1.0),
            "categorical_crossentropy",
            metrics=["accuracy"],
        )
        self.seconds, self.accuracies = [], []

    def fit_epoch(self) -> None:
        """Train and validate for one more epoch."""
        began = []
        clock = keras.callbacks.LambdaCallback(
            on_epoch_begin=lambda epoch, logs: began.append(time.perf_counter()),
            on_epoch_end=lambda epoch, logs: self.seconds.append(time.perf_counter() - began[0]),
        )
        history = self.model.fit(
            self.data, validation_data=self.held, callbacks=[clock], shuffle=False, verbose=0
        ).history
        self.accuracies += history["val_accuracy"]

    @property
    def epoch(self) -> float:
        """Seconds of the best epoch; the first, which traces the graph, doesn't count."""
        return min(self.seconds[1:])


def frozen(settings: TrainSettings, dataset: Dataset, epochs: int) -> None:
    """Print what cached features save, and what accuracy either way reaches."""
    plain, cached = (FrozenWay(settings, dataset, cached) for cached in (False, True))
    for _ in range(epochs):
        plain.fit_epoch()
        cached.fit_epoch()
    photos = len(dataset.split("validation"))
    print(
        f"1. Frozen {settings.backbone} at {settings.image_size}, {settings.views} views, "
        f"{photos} photos to validate on"
    )
    for name, way in (("photos", plain), ("cached features", cached)):
        print(
            f"   {name:16} {way.epoch:6.2f} s an epoch, validation accuracy "
            f"{max(way.accuracies):.3f} (best of {epochs} epochs)"
        )
    print(f"   an epoch is {plain.epoch / cached.epoch:.1f} x faster (goal 8)")
    for count in sorted({epochs, STAGE}):
        whole = cached.computing + count * cached.epoch
        print(
            f"   a stage of {count} epochs, the views' {cached.computing:.1f} s included, "
            f"is {count * plain.epoch / whole:.1f} x faster"
        )


# 2. Input pipeline


def pipelines(folder: Path, settings: TrainSettings, dataset: Dataset, rounds: int) -> None:
    """Print photos a second of `Batches` and of the plain pipeline."""
    samples, size = dataset.split("train"), settings.image_size
    feeds = {
        "plain": plain_pipeline(folder, dataset, size, BATCH),
        "Batches": Batches(samples, BATCH, policy=Policy(), shuffle=True),
    }
    models = {name: idle_model(size, samples.classes) for name in feeds}
    ways = {
        name: partial(models[name].fit, feed, epochs=EPOCHS, shuffle=False, verbose=0)
        for name, feed in feeds.items()
    }
    for way in ways.values():  # traces the graph
        way()
    seconds = best_rounds(ways, rounds)
    print(f"2. Input pipeline at {size}")
    for name, best in seconds.items():
        print(f"   {name:8} {EPOCHS * len(samples) / best:6.0f} photos/s")
    print(f"   {seconds['plain'] / seconds['Batches']:.1f} x faster (goal 3)")


def idle_model(size: int, classes: int) -> keras.Model:
    """A model that takes the inputs and hardly computes."""
    image = keras.Input((size, size, 3), name="image_input")
    points = keras.Input((126,), name="landmark_input")
    pixel = keras.layers.Flatten()(image[:, :1, :1])
    x = keras.layers.Concatenate()([pixel, points])
    model = keras.Model([image, points], keras.layers.Dense(classes, activation="softmax")(x))
    model.compile("sgd", "categorical_crossentropy")
    return model


# 3. Trainer


class Captured(Exception):
    """Stops a stage where it would call `fit`; carries the model and what `fit` was given."""


def trainer(
    layout: Layout, settings: TrainSettings, dataset: Dataset, epochs: int, rounds: int
) -> None:
    """Print what the trainer adds to bare `fit`."""
    settings = settings.model_copy(update={"stages": f"end_to_end {epochs} 1e-3"})
    run = open_run(settings, layout, dataset.catalog)
    hybrid = build(settings, dataset)
    model, data, given = captured_fit(
        Work(settings, hybrid, dataset, run, Checkpoints(run.path("checkpoint")), "accuracy")
    )
    bare = {name: value for name, value in given.items() if name != "callbacks"}
    model.fit(data, **{**bare, "epochs": 1})  # traces the graph
    best = best_rounds(
        {"bare": partial(model.fit, data, **bare), "trainer": partial(model.fit, data, **given)},
        rounds,
    )
    print(f"3. Trainer, {epochs} epochs of {len(data)} steps, {model.count_params():,} parameters")
    for name, seconds in best.items():
        print(f"   {name:8} {seconds:6.2f} s")
    print(f"   {best['trainer'] / best['bare']:.3f} x (goal 1.03 at most)")


def captured_fit(work: Work) -> tuple[keras.Model, Batches, dict]:
    """The model that the trainer would fit, with its data and every argument."""

    def capture(model, data, **given):
        raise Captured(model, data, given)

    fit = keras.Model.fit
    keras.Model.fit = capture
    try:
        fit_stage(work, 0, None)
    except Captured as captured:
        return captured.args
    finally:
        keras.Model.fit = fit
    raise AssertionError("the stage never called fit")


def best_rounds(ways: dict[str, Callable], rounds: int) -> dict[str, float]:
    """Seconds of each way's best round, taken in turns."""
    seconds = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - start)
    return {name: min(found) for name, found in seconds.items()}


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", nargs="?", help="a folder of class folders (default: drawn)")
    parser.add_argument("--size", type=int, default=128, help="pixels of a photo's side")
    parser.add_argument("--backbone", default="EfficientNetV2S")
    parser.add_argument("--weights", default="auto", help="as the setting WEIGHTS")
    parser.add_argument("--epochs", type=int, default=STAGE, help="of the frozen stage, 2 or more")
    parser.add_argument("--views", type=int, default=4)
    parser.add_argument("--trainer-epochs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", type=int, choices=(1, 2, 3), help="one ratio alone")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    given = parse()
    dataset = str(Path(given.dataset).resolve()) if given.dataset else SAMPLE_SIGNS
    with tempfile.TemporaryDirectory() as root:
        layout = Layout.open(root)
        prepare(layout, dataset)
        settings = TrainSettings.make(
            dataset=dataset,
            option="B",
            backbone=given.backbone,
            weights=given.weights,
            image_size=given.size,
            views=given.views,
            seed=given.seed,
            batch_size=BATCH,
            validation_fraction=0.25,
        ).resolved()
        data = load(layout, settings)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {len(data.catalog)} photos")
        if given.only in (None, 1):
            frozen(settings, data, given.epochs)
        if given.only in (None, 2):
            pipelines(layout.landmarks(dataset), settings, data, given.rounds)
        if given.only in (None, 3):
            trainer(layout, settings, data, given.trainer_epochs, given.rounds)


if __name__ == "__main__":
    main()
