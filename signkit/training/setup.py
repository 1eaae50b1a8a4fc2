"""Before training: the split, and the run folder that these settings on this data have."""

import hashlib
import json

from signkit.config import TrainSettings
from signkit.data.catalog import Catalog
from signkit.data.catalog_file import fingerprint, load_catalog
from signkit.data.splits import assign_splits, chosen_strategy
from signkit.data.unknown import set_apart
from signkit.inputs.dataset import CATALOG
from signkit.landmarks.store import LandmarkStore
from signkit.layout import Layout
from signkit.runs.record import Run, announce

ELSEWHERE = {
    "root",
    "use_drive",
    "run_name",
    "language",
}  # settings that don't change what a run computes


def split_catalog(settings: TrainSettings, layout: Layout) -> Catalog:
    """Read the data set's catalog as preprocessed and assign its splits."""
    folder = layout.dataset(settings.dataset)
    catalog = load_catalog(layout.landmarks(settings.dataset) / CATALOG, folder)
    divided = assign_splits(
        catalog,
        strategy=settings.split,
        fractions=settings.fractions,
        seed=settings.seed,
        test_groups=settings.test_groups,
        validation=settings.validation,
    )
    return set_apart(divided, settings.unknown_classes)


def open_run(settings: TrainSettings, layout: Layout, catalog: Catalog) -> Run:
    """Open the run of these settings on this data: a new one, or the one that was cut off.

    Raises StoreError where the data set has no landmarks, RunError where RUN_NAME is another run's.
    """
    settings = settings.resolved()
    said = settings.model_dump(exclude=ELSEWHERE)
    data = describe_data(settings, catalog)
    # Other landmarks of the same photos make another run.
    data["landmarks"] = LandmarkStore(layout.landmarks(settings.dataset)).version
    name = settings.run_name or _run_name(said, data)
    run = Run.open(layout.runs / name, {"kind": "sign", "settings": said, "data": data})
    announce(run.folder)
    return run


def member_run(run: Run, settings: TrainSettings, number: int) -> tuple[TrainSettings, Run]:
    """Open the run of an ensemble's model `number`: the same split and data, its own seed."""
    own = settings.model_copy(update={"ensemble": 1, "seed": settings.seed + number})
    about = {
        "kind": "sign",
        "settings": own.model_dump(exclude=ELSEWHERE),
        "data": run.read_json("settings.json")["data"],
    }
    return own, Run.open(run.path("members", f"seed{own.seed}"), about)


def describe_data(settings: TrainSettings, catalog: Catalog) -> dict:
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
    computed = json.dumps(
        [settings, data["fingerprint"], data["landmarks"]], sort_keys=True
    ).encode()
    digest = hashlib.blake2b(computed, digest_size=4).hexdigest()
    return f"{data['name']}-{settings['option']}-seed{settings['seed']}-{digest}"
