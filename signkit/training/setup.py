"""Before training: the split, and the run folder that these settings on this data have."""

import hashlib
import json

from signkit.data.catalog import Catalog
from signkit.data.catalog_file import fingerprint, load_catalog
from signkit.data.folds import assign_fold
from signkit.data.splits import assign_splits, chosen_strategy
from signkit.data.unknown import set_apart
from signkit.inputs.dataset import CATALOG
from signkit.layout import Layout
from signkit.learning import LearningSettings
from signkit.runs.record import Run, announce
from signkit.training.kinds import kind_of

ELSEWHERE = {
    "root",
    "use_drive",
    "run_name",
    "language",
    "task",
}  # settings that don't change what a run computes


def split_catalog(settings: LearningSettings, layout: Layout) -> Catalog:
    """Read the data set's catalog as prepared and assign its splits."""
    folder = layout.dataset(settings.dataset)
    catalog = load_catalog(kind_of(settings).prepared(settings, layout) / CATALOG, folder)
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
        )
    else:
        divided = assign_splits(
            catalog,
            strategy=settings.split,
            fractions=settings.fractions,
            seed=settings.seed,
            test_groups=settings.test_groups,
            validation=settings.validation,
        )
    return set_apart(divided, settings.unknown_classes)


def open_run(settings: LearningSettings, layout: Layout, catalog: Catalog) -> Run:
    """Open the run of these settings on this data: a new one, or the one that was cut off.

    Raises StoreError where the data set has no landmarks, RunError where RUN_NAME is another run's.
    """
    settings = settings.resolved()
    said = settings.model_dump(exclude=ELSEWHERE)
    data = describe_data(settings, catalog)
    if version := kind_of(settings).version(settings, layout):
        data["landmarks"] = version
    name = settings.run_name or _run_name(said, data)
    run = Run.open(layout.runs / name, {"kind": settings.kind, "settings": said, "data": data})
    announce(run.folder)
    return run


def member_run(run: Run, settings: LearningSettings, number: int) -> tuple[LearningSettings, Run]:
    """Open the run of an ensemble's model `number`: the same split and data, its own seed."""
    own = settings.model_copy(update={"ensemble": 1, "seed": settings.seed + number})
    about = {
        "kind": settings.kind,
        "settings": own.model_dump(exclude=ELSEWHERE),
        "data": run.read_json("settings.json")["data"],
    }
    return own, Run.open(run.path("members", f"seed{own.seed}"), about)


def describe_data(settings: LearningSettings, catalog: Catalog) -> dict:
    """What the run was trained and measured on, for `settings.json`."""
    table = catalog.table
    parts = table.groupby("split")
    return {
        "name": catalog.root.name,
        "photos": len(table),
        "classes": len(catalog.classes),
        "fingerprint": fingerprint(table),
        "split_strategy": chosen_strategy(catalog, settings.split, settings.test_groups),
        "fractions": list(settings.fractions),
        "seed": settings.seed,
        "split_photos": {name: len(part) for name, part in parts},
        "split_groups": {name: sorted(part["group"].dropna().unique()) for name, part in parts},
        "notes": list(catalog.notes),
    }


def _run_name(settings: dict, data: dict) -> str:
    computed = [settings, data["fingerprint"]]
    if "landmarks" in data:
        computed.append(data["landmarks"])
    text = json.dumps(computed, sort_keys=True).encode()
    digest = hashlib.blake2b(text, digest_size=4).hexdigest()
    how = settings.get("option") or settings["mode"]
    return f"{data['name']}-{how}-seed{settings['seed']}-{digest}"
