"""The notebook ATK_training before the training: photos in, a checked and listed data set out."""

import numpy as np
from matplotlib.figure import Figure

from signkit.data.catalog import Catalog, open_catalog
from signkit.data.catalog_file import CATALOG, save_catalog
from signkit.data.checks.health import LEFT_OUT, Health, check
from signkit.data.checks.health_plot import plot_health, plot_samples
from signkit.data.copies.audit import Copies
from signkit.data.copies.files import write_copies
from signkit.data.copies.plot import A_PAGE, plot_copies
from signkit.data.image import read_image
from signkit.data.stores import find_store
from signkit.inputs.changes.augment import policy_from
from signkit.inputs.dataset import SKIPPED
from signkit.inputs.photos import fit_frame
from signkit.layout import Layout
from signkit.preparation.prepared import Prepared
from signkit.preparation.signs import look_for_copies, tell
from signkit.report.photos.augment_plot import plot_augmentations
from signkit.runs.files import AUDIT
from signkit.samples.things.desk import make_sample_desk
from signkit.samples.things.stationery import make_sample_stationery
from signkit.settings import ImageSettings
from signkit.tables import findings_text
from signkit.whole import write_json, write_text

# Data sets that the kit draws itself.
SAMPLES = {"sample-stationery": make_sample_stationery, "sample-desk": make_sample_desk}


def prepare_photos(settings: ImageSettings, layout: Layout) -> Prepared:
    """Check the photos, find their copies, and keep the list for the training.

    Every step says what it found. Raises what the steps below raise.
    """
    catalog = read_photos(settings, layout)
    tell(catalog.notes)
    health = check(catalog)
    tell([findings_text(health.summary())])
    copies = look_for_copies(settings, health)
    tell([findings_text(copies.summary())])
    keep_catalog(settings, layout, health, copies)
    return Prepared(
        copies.catalog,
        health,
        copies,
        (*catalog.notes, *map(findings_text, (health.summary(), copies.summary()))),
        pictures={
            "samples": lambda: plot_samples(catalog),
            "health": lambda: plot_health(health),
            "copies": lambda: plot_copies(copies),
        },
    )


def read_photos(settings: ImageSettings, layout: Layout) -> Catalog:
    """List the data set's photos and their labels; samples are drawn first if they aren't there.

    Raises DataError where there is nothing to train on, saying why.
    """
    if settings.dataset in SAMPLES:
        SAMPLES[settings.dataset](layout.datasets / settings.dataset)
    folder = layout.dataset(settings.dataset)
    return open_catalog(
        folder,
        csv=folder / settings.csv if settings.csv else None,
        group_pattern=settings.group_pattern or None,
        group_column=settings.group_column or None,
        groups_are=settings.groups_are,
        voc=settings.voc,
        several=settings.several_labels,
        separator=settings.label_separator,
        label_pattern=settings.label_pattern or None,
    )


def keep_catalog(settings: ImageSettings, layout: Layout, health: Health, copies: Copies) -> None:
    """Keep the list of usable photos for the training, what was left out and why, and the copies.

    Where the table and the pictures of copies lie is printed.
    """
    folder = find_store(layout.photos(settings.dataset), copies.catalog.root)
    folder.mkdir(parents=True, exist_ok=True)
    unread = health.issues[health.issues["issue"].isin(LEFT_OUT)]
    unread = unread.rename(columns={"detail": "reason"})[["path", "label", "reason"]]
    write_text(folder / SKIPPED, unread.to_csv(index=False))
    write_json(folder / AUDIT, {"copies": copies.facts(), "gap": None})
    print(write_copies(copies, folder, plot_copies, A_PAGE))
    save_catalog(copies.catalog, folder / CATALOG, _label_files(settings, copies.catalog))


def _label_files(settings: ImageSettings, catalog: Catalog) -> list[str]:
    if not settings.voc:
        return [settings.csv] if settings.csv else []
    listed = catalog.listed["path"]
    return listed[listed.str.lower().str.endswith(".xml")].tolist()


def show_augmentations(settings: ImageSettings, catalog: Catalog, photos: int = 4) -> Figure:
    """Draw what the training's augmentations do to a few training photos of different classes.

    Raises SettingsError on an unknown name in AUGMENTATIONS.
    """
    table = catalog.table[catalog.table["split"] == "train"]
    few = table.sample(frac=1, random_state=settings.seed).drop_duplicates("label").head(photos)
    frames = [
        fit_frame(read_image(catalog.root / path, max(settings.frame)), settings.frame)
        for path in few["path"]
    ]
    return plot_augmentations(np.stack(frames), policy_from(settings.augmentations), settings.seed)
