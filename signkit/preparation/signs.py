"""The notebook preprocess_landmarks, step by step: photos in, checked catalog and landmarks out."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from signkit.clips.listing.catalog import refuse_clips
from signkit.data.catalog import Catalog, open_catalog
from signkit.data.catalog_file import CATALOG, save_catalog
from signkit.data.checks.health import LEFT_OUT, Health, check
from signkit.data.checks.health_plot import plot_health, plot_samples
from signkit.data.copies.audit import Copies, find_copies
from signkit.data.copies.files import write_copies
from signkit.data.copies.plot import A_PAGE, plot_copies
from signkit.data.splits.assign import assign_splits, describe_splits
from signkit.data.stores import find_store
from signkit.errors import DataError
from signkit.evaluation.gap import Gap, measure_gap
from signkit.inputs.dataset import SKIPPED
from signkit.landmarks.detection.extract import Extraction, extract
from signkit.landmarks.export import export_npy
from signkit.landmarks.plots import plot_hands_found, plot_overlays
from signkit.layout import Layout
from signkit.preparation.prepared import Prepared
from signkit.report.parts.leaks import gap_notes, gap_sentence
from signkit.report.photos.crossed_plot import photos_of, write_crossed
from signkit.report.texts import texts
from signkit.runs.files import AUDIT
from signkit.runs.lease import leased
from signkit.runs.record import announce
from signkit.samples.dataset import make_sample_signs
from signkit.settings import ImageSettings, PreprocessSettings
from signkit.tables import as_text, findings_text
from signkit.whole import write_json, write_text

MISSING_HANDS = "missing_hands.csv"  # beside the landmarks: path, label, group, hands, of
SAMPLE_SIGNS = "sample-signs"  # the data set that the kit draws itself


def prepare_signs(settings: PreprocessSettings, layout: Layout) -> Prepared:
    """Check the photos, find their copies and their hands, and keep all that for the training.

    Every step says what it found. Raises what the steps below raise.
    """
    catalog = read_catalog(settings, layout)
    tell(catalog.notes)
    health = check(catalog)
    tell([findings_text(health.summary())])
    copies = look_for_copies(settings, health)
    tell([findings_text(copies.summary())])
    keep_copies(settings, layout, copies)
    tell([as_text(preview_split(copies.catalog), index=True)])
    found = find_hands(settings, layout, health, copies)
    tell([as_text(found.by_class()), found.summary()])
    return Prepared(
        found.catalog,
        health,
        copies,
        (
            *catalog.notes,
            *map(findings_text, (health.summary(), copies.summary())),
            found.summary(),
        ),
        found,
        tell_gap(settings, layout, found, copies),
        {
            "samples": lambda: plot_samples(catalog),
            "health": lambda: plot_health(health),
            "copies": lambda: plot_copies(copies),
            "hands": lambda: plot_hands_found(found.by_class()),
            "overlays": lambda: plot_overlays(found.catalog, found.landmarks),
        },
    )


def read_catalog(settings: PreprocessSettings, layout: Layout) -> Catalog:
    """List the data set's photos; the sample signs are drawn first if they aren't there.

    Raises DataError where there is nothing to train on, saying why.
    """
    if settings.dataset == SAMPLE_SIGNS:
        make_sample_signs(layout.datasets / SAMPLE_SIGNS)
    folder = layout.dataset(settings.dataset)
    csv = folder / settings.csv if settings.csv else None
    try:
        return open_catalog(
            folder,
            csv=csv,
            group_pattern=settings.group_pattern or None,
            group_column=settings.group_column or None,
            groups_are=settings.groups_are,
            label_pattern=settings.label_pattern or None,
        )
    except DataError as error:
        refuse_clips(folder, csv, error)
        raise


def tell(notes: Iterable[str]) -> None:
    """Print what is known, before the long work that follows."""
    print(*notes, sep="\n", end="\n" if notes else "", flush=True)


def store_of(settings: PreprocessSettings, layout: Layout) -> Path:
    """Where the landmarks of the data set lie, or will."""
    folder = layout.dataset(settings.dataset)
    return find_store(layout.landmarks(settings.dataset), folder)


def preview_split(catalog: Catalog) -> pd.DataFrame:
    """Show, before long work, how the photos would be split, class by class.

    What is to be known of it is printed. Where they can't be, the reason is, and the table counts
    photos and groups: what to do about it is chosen in the training notebook.
    """
    try:
        divided = assign_splits(catalog)
        for note in divided.notes[len(catalog.notes) :]:
            print(note)
        return describe_splits(divided)
    except DataError as error:
        print(f"These photos can't be split by themselves yet. {error}")
        return catalog.table.groupby("label").agg(
            photos=("path", "size"), groups=("group", "nunique")
        )


def look_for_copies(settings: PreprocessSettings | ImageSettings, health: Health) -> Copies:
    """Find copies among the usable photos; with COPIES="report" they don't bind the split."""
    copies = find_copies(health)
    return copies if settings.copies == "together" else copies.report_only()


def keep_copies(settings: PreprocessSettings, layout: Layout, copies: Copies) -> None:
    """Write every pair to copies.csv and to pages of pictures beside the landmarks; say where."""
    print(write_copies(copies, store_of(settings, layout), plot_copies, A_PAGE))


def find_hands(
    settings: PreprocessSettings, layout: Layout, health: Health, copies: Copies
) -> Extraction:
    """Find the hands of every usable photo; keep catalog and landmarks for the training.

    Goes on where an earlier call stopped. `skipped.csv` beside them lists what was left out and
    why, `missing_hands.csv` the photos that lack a hand. Raises StoreError where the store is
    another detector's.
    """
    folder = store_of(settings, layout)
    folder.mkdir(parents=True, exist_ok=True)
    with leased(folder):
        extraction = extract(
            copies.catalog,
            folder,
            max_hands=settings.max_hands,
            workers=settings.workers or None,
            asset=settings.hand_model or None,
        )
    announce(folder)
    unread = health.issues[health.issues["issue"].isin(LEFT_OUT)]
    unread = unread.rename(columns={"detail": "reason"})[["path", "label", "reason"]]
    skipped = pd.concat([unread, extraction.failed], ignore_index=True)
    write_text(folder / SKIPPED, skipped.to_csv(index=False))
    missing = extraction.missing_hands()
    write_text(folder / MISSING_HANDS, missing.to_csv(index=False))
    if len(missing):
        none = int((missing["hands"] == 0).sum())
        print(f"Photos without a hand: {none}, with one of two: {len(missing) - none}.", end=" ")
        print(f"They are listed in {folder / MISSING_HANDS}")
    # The catalog comes last: where it is, the landmarks of all its photos are.
    save_catalog(extraction.catalog, folder / CATALOG, [settings.csv] * bool(settings.csv))
    if settings.export_npy:
        export_npy(extraction.catalog, extraction.landmarks, folder / "npy")
    return extraction


def tell_gap(
    settings: PreprocessSettings, layout: Layout, extraction: Extraction, copies: Copies
) -> Gap | None:
    """Say what a random split would hide; keep it, and the copies found, for the report.

    None where there are too few photos for a probe.
    """
    gap = measure_gap(extraction.catalog, extraction.landmarks)
    audit = {"copies": copies.facts(), "gap": gap.facts() if gap else None}
    write_json(store_of(settings, layout) / AUDIT, audit)
    words = texts("en", groups=gap.groups_are if gap else "")
    print(gap_sentence(audit["gap"], words), *gap_notes(audit["gap"], words), sep="\n")
    drawn = photos_of(extraction.catalog, extraction.landmarks)
    if picture := write_crossed(gap, extraction.catalog, drawn, store_of(settings, layout)):
        print(f"Both sides of the labels that seem exchanged: {picture}")
    return gap
