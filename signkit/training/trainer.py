"""Training of the photo + landmark classifier: from settings to a measured run folder."""

import hashlib
import json

import keras
import numpy as np
import pandas as pd

from signkit.config import TrainSettings
from signkit.data.catalog import Catalog
from signkit.data.catalog_file import fingerprint, load_catalog
from signkit.data.splits import assign_splits
from signkit.evaluation.metrics import evaluate
from signkit.evaluation.report import write_report
from signkit.inputs.augment import Policy
from signkit.inputs.batches import Batches
from signkit.inputs.dataset import CATALOG, Dataset, load_dataset
from signkit.layout import Layout
from signkit.models.backbones import build_backbone
from signkit.models.hybrid import build_hybrid
from signkit.options import OPTIONS
from signkit.runs.record import Run, writing
from signkit.training.callbacks import History, Progress, standard_callbacks
from signkit.training.checkpoint import Checkpoint, clear, load_best, load_last, read_state

HELD_OUT = ("validation", "test")
ELSEWHERE = {"root", "use_drive", "run_name"}  # settings that don't change what a run computes


def split_catalog(settings: TrainSettings, layout: Layout) -> Catalog:
    """Read the data set's catalog as preprocessed and assign its splits."""
    folder = layout.dataset(settings.dataset)
    catalog = load_catalog(layout.landmarks(settings.dataset) / CATALOG, folder)
    test_groups = [name.strip() for name in settings.test_groups.split(",") if name.strip()]
    return assign_splits(
        catalog,
        strategy=settings.split,
        fractions=settings.fractions,
        seed=settings.seed,
        test_groups=test_groups,
    )


def open_run(settings: TrainSettings, layout: Layout, catalog: Catalog) -> Run:
    """Open the run of these settings on this data: a new one, or the one that was cut off."""
    settings = settings.resolved()
    said = settings.model_dump(exclude=ELSEWHERE)
    data = describe_data(settings, catalog)
    name = settings.run_name or _run_name(said, data)
    return Run.open(layout.runs / name, {"kind": "sign", "settings": said, "data": data})


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
    run.note_resolved(skipped=dataset.skipped.to_dict("records"))
    with writing(run.path("catalog.parquet")) as file:
        dataset.catalog.table.to_parquet(file)
    _fit(model, settings, dataset, run)
    measure(dataset, run, settings.batch_size)
    write_report(run.folder, data_root=catalog.root)
    clear(run.path("checkpoint"))
    return run


def measure(dataset: Dataset, run: Run, batch_size: int) -> dict:
    """Measure the best epoch's model on validation and test; write model, predictions, metrics."""
    model = load_best(run.path("checkpoint"))
    with writing(run.path("model.keras")) as file:
        model.save(file)
    predictions, metrics = [], {}
    for split in HELD_OUT:
        rows = dataset.catalog.table[dataset.catalog.table["split"] == split]
        samples = dataset.split(split)
        probabilities = model.predict(Batches(samples, batch_size), verbose=0)
        hands = dataset.hands_found[rows.index]
        metrics[split] = evaluate(
            probabilities,
            samples.targets[samples.rows],
            dataset.catalog.classes,
            groups=rows["group"].to_numpy() if rows["group"].notna().all() else None,
            hands=hands,
        )
        predictions.append(_prediction_table(rows, hands, probabilities, dataset.catalog.classes))
    with writing(run.path("predictions.parquet")) as file:
        pd.concat(predictions, ignore_index=True).to_parquet(file)
    run.write_json("metrics.json", metrics)
    return metrics


def describe_data(settings: TrainSettings, catalog: Catalog) -> dict:
    """What the run was trained and measured on, for `settings.json`."""
    table = catalog.table
    parts = table.groupby("split")
    return {
        "name": catalog.root.name,
        "photos": len(table),
        "classes": len(catalog.classes),
        "fingerprint": fingerprint(table),
        "split_strategy": _strategy(settings, table),
        "fractions": list(settings.fractions),
        "seed": settings.seed,
        "split_photos": {name: len(part) for name, part in parts},
        "split_groups": {name: sorted(part["group"].dropna().unique()) for name, part in parts},
        "notes": list(catalog.notes),
    }


def _strategy(settings: TrainSettings, table: pd.DataFrame) -> str:
    if settings.test_groups:
        return "grouped"
    if settings.split == "auto":
        return "grouped" if table["group"].notna().all() else "random"
    return settings.split


def _run_name(settings: dict, data: dict) -> str:
    computed = json.dumps([settings, data["fingerprint"]], sort_keys=True).encode()
    digest = hashlib.blake2b(computed, digest_size=4).hexdigest()
    return f"{data['name']}-{settings['option']}-seed{settings['seed']}-{digest}"


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


def _prediction_table(
    rows: pd.DataFrame, hands: np.ndarray, probabilities: np.ndarray, classes: list[str]
) -> pd.DataFrame:
    table = rows[["path", "label", "group", "split"]].assign(
        hands=hands, predicted=[classes[k] for k in probabilities.argmax(axis=1)]
    )
    columns = [f"p_{k:04d}" for k in range(len(classes))]
    scores = pd.DataFrame(probabilities, columns=columns, index=rows.index)
    return pd.concat([table, scores], axis=1)
