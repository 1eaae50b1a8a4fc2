"""Training of the photo + landmark classifier: from settings to a measured run folder."""

import keras

from signkit.config import TrainSettings
from signkit.data.catalog import Catalog
from signkit.evaluation.report import write_report
from signkit.inputs.augment import Policy
from signkit.inputs.batches import Batches
from signkit.inputs.dataset import Dataset, load_dataset
from signkit.layout import Layout
from signkit.models.backbones import build_backbone
from signkit.models.hybrid import build_hybrid
from signkit.options import OPTIONS
from signkit.runs.record import Run, writing
from signkit.training.callbacks import History, Progress, standard_callbacks
from signkit.training.checkpoint import Checkpoint, clear, load_last, read_state
from signkit.training.measure import measure


def train(settings: TrainSettings, layout: Layout, catalog: Catalog, run: Run) -> Run:
    """Train (or go on training), measure and report; a finished run is returned as it is.

    Raises SettingsError, AssetError or DataError before long work where something can't be.
    """
    settings = settings.resolved()
    if run.finished:
        print(f"This run is finished: {run.folder}. Change a setting or RUN_NAME for a new one.")
        return run
    keras.utils.set_random_seed(settings.seed)
    model = _model(settings, catalog, run)
    dataset = load_dataset(catalog, layout.landmarks(settings.dataset), settings.image_size)
    if len(dataset.skipped):
        print(f"Skipped {len(dataset.skipped)} photos that can't be read; the report lists them.")
    run.write_json("labels.json", catalog.classes)
    run.note_resolved(skipped=dataset.skipped["reason"].tolist())
    with writing(run.path("catalog.parquet")) as file:
        dataset.catalog.table.to_parquet(file)
    _fit(model, settings, dataset, run)
    measure(dataset, run, settings.batch_size)
    write_report(run.folder, data_root=catalog.root)
    clear(run.path("checkpoint"))
    return run


def _model(settings: TrainSettings, catalog: Catalog, run: Run) -> keras.Model:
    """Build and compile the model, or load it as the checkpoint has it."""
    if read_state(run.path("checkpoint")) is not None:
        return load_last(run.path("checkpoint"))
    option = OPTIONS[settings.option]
    backbone = build_backbone(settings.backbone, settings.image_size, settings.weights)
    if backbone.note:
        print(backbone.note)
    model = build_hybrid(
        option, len(catalog.classes), settings.image_size, backbone, settings.fusion
    )
    metrics = ["accuracy"]
    if len(catalog.classes) > 5:
        metrics.append(keras.metrics.SparseTopKCategoricalAccuracy(5, name="top5"))
    model.compile(_optimizer(settings), "sparse_categorical_crossentropy", metrics=metrics)
    run.note_resolved(
        backbone_weights_used=backbone.weights,
        parameters=model.count_params(),
        keras_backend=keras.backend.backend(),
    )
    return model


def _optimizer(settings: TrainSettings) -> keras.optimizers.Optimizer:
    option = OPTIONS[settings.option]
    if option.optimizer == "adam":
        return keras.optimizers.Adam(settings.learning_rate, clipnorm=option.clipnorm)
    return keras.optimizers.AdamW(
        settings.learning_rate, weight_decay=option.weight_decay, clipnorm=option.clipnorm
    )


def _fit(model: keras.Model, settings: TrainSettings, dataset: Dataset, run: Run) -> None:
    counting = standard_callbacks(OPTIONS[settings.option], run)
    checkpoint = Checkpoint(run.path("checkpoint"), counting)
    begun = checkpoint.state["epoch"] if checkpoint.state else 0
    run.cut_history(begun)
    if checkpoint.state:
        print(f"Going on after epoch {begun} of {settings.epochs} in {run.folder}.")
        if checkpoint.state["stopped"] or begun >= settings.epochs:
            return
    policy = Policy(flip=0.5 if settings.flip else 0.0) if settings.augment else None
    batches = Batches(
        dataset.split("train"),
        settings.batch_size,
        seed=settings.seed,
        policy=policy,
        shuffle=True,
        epoch=begun,
    )
    model.fit(
        batches,
        validation_data=Batches(dataset.split("validation"), settings.batch_size),
        epochs=settings.epochs,
        initial_epoch=begun,
        callbacks=[*counting, Progress(), History(run, "train"), checkpoint],
        shuffle=False,
        verbose=0,
    )
