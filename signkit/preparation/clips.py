"""The notebook preprocess_clips, step by step: clips in, checked catalog and landmarks out."""

import re
from pathlib import Path

import pandas as pd

from signkit.clips.checks.copies import ClipCopies, find_clip_copies
from signkit.clips.checks.health import LEFT_OUT, ClipHealth, check_clips
from signkit.clips.export import export_sequences
from signkit.clips.listing.catalog import open_clips
from signkit.clips.listing.folders import clip_hashes
from signkit.clips.names import MANY, file_and_number
from signkit.clips.overlay import draw_clip
from signkit.clips.plots import plot_clip_copies, plot_clip_samples, plot_hands_over_time
from signkit.clips.tracking.extract import extract_clips
from signkit.clips.tracking.extraction import ClipExtraction
from signkit.data.catalog import Catalog
from signkit.data.catalog_file import CATALOG, save_catalog
from signkit.data.copies.files import write_copies
from signkit.data.stores import find_store
from signkit.evaluation.gap import Gap, measure_gap
from signkit.evaluation.probe import clip_features
from signkit.inputs.dataset import SKIPPED
from signkit.layout import Layout
from signkit.preparation.prepared import Prepared
from signkit.preparation.signs import preview_split, tell
from signkit.report.parts.leaks import gap_notes, gap_sentence
from signkit.report.photos.crossed_plot import clips_of, write_crossed
from signkit.report.texts import texts
from signkit.runs.files import AUDIT
from signkit.runs.lease import leased
from signkit.runs.record import announce
from signkit.samples.clips import make_sample_clips
from signkit.settings import ClipPreprocessSettings
from signkit.tables import as_text, findings_text
from signkit.whole import write_json, write_text

SAMPLE_CLIPS = "sample-clips"  # the data set that the kit draws itself
STRIPS = 6  # pairs of clips a page
OVERLAYS = "overlays"  # the folder, beside the landmarks, of videos to look at


def prepare_clips(settings: ClipPreprocessSettings, layout: Layout) -> Prepared:
    """Check the clips, find their hands and their copies, and keep all that for the training.

    Every step says what it found. Raises what the steps below raise.
    """
    catalog = read_clips(settings, layout)
    tell(catalog.notes)
    health = check_clips(catalog)
    tell([findings_text(health.summary())])
    found = find_hands(settings, layout, health)
    tell([as_text(found.by_class()), found.summary()])
    copies = look_for_copies(settings, layout, found)
    tell([findings_text(copies.summary()), as_text(preview_split(copies.catalog), index=True)])
    write_overlays(settings, layout, found)
    return Prepared(
        copies.catalog,
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
            "samples": lambda: plot_clip_samples(catalog),
            "hands": lambda: plot_hands_over_time(found.catalog, found.clips),
            "copies": lambda: plot_clip_copies(copies, found.clips),
        },
    )


def read_clips(settings: ClipPreprocessSettings, layout: Layout) -> Catalog:
    """List the data set's clips; the sample clips are drawn first if they aren't there.

    Raises DataError where there is nothing to train on, saying why.
    """
    if settings.dataset == SAMPLE_CLIPS:
        make_sample_clips(layout.datasets / SAMPLE_CLIPS)
    return open_clips(
        layout.dataset(settings.dataset),
        csv=settings.csv or None,
        group_pattern=settings.group_pattern or None,
        group_column=settings.group_column or None,
        groups_are=settings.groups_are,
        label_pattern=settings.label_pattern or None,
    )


def store_of(settings: ClipPreprocessSettings, layout: Layout) -> Path:
    """Where the landmarks of the data set lie, or will."""
    folder = layout.dataset(settings.dataset)
    return find_store(layout.landmarks(settings.dataset), folder, clip_hashes)


def find_hands(
    settings: ClipPreprocessSettings, layout: Layout, health: ClipHealth
) -> ClipExtraction:
    """Find the hands in every usable clip and keep them for the training.

    Goes on where an earlier call stopped. `skipped.csv` beside them lists what was left out and
    why. Raises StoreError where the store is another tracker's.
    """
    folder = store_of(settings, layout)
    folder.mkdir(parents=True, exist_ok=True)
    with leased(folder):
        extraction = extract_clips(
            health.usable(),
            folder,
            max_hands=settings.max_hands,
            workers=settings.workers or None,
            asset=settings.hand_model or None,
            rate=settings.rate,
        )
    announce(folder)
    unread = health.issues[health.issues["issue"].isin(LEFT_OUT)]
    unread = unread.rename(columns={"detail": "reason"})[["path", "label", "reason"]]
    skipped = pd.concat([unread, extraction.failed], ignore_index=True)
    write_text(folder / SKIPPED, skipped.to_csv(index=False))
    if settings.export_npy:
        export_sequences(extraction.catalog, extraction.clips, folder / "npy")
    return extraction


def look_for_copies(
    settings: ClipPreprocessSettings, layout: Layout, extraction: ClipExtraction
) -> ClipCopies:
    """Find copies by the ways of the hands, and keep the catalog for the training.

    Every pair goes to copies.csv and to pages of pictures beside the landmarks. With
    COPIES="report" they don't bind the split.
    """
    copies = find_clip_copies(extraction.catalog, extraction.clips)
    copies = copies if settings.copies == "together" else copies.report_only()
    folder = store_of(settings, layout)

    def draw(found, most, page):
        return plot_clip_copies(found, extraction.clips, most, page=page)

    print(write_copies(copies, folder, draw, STRIPS, pages=10))
    # The catalog comes last: where it is, the landmarks of all its clips are.
    labels = _label_files(settings, copies.catalog)
    save_catalog(copies.catalog, folder / CATALOG, labels)
    return copies


def _label_files(settings: ClipPreprocessSettings, catalog: Catalog) -> list[str]:
    # A .npz directly in the root may hold its labels itself.
    files = {file_and_number(path)[0] for path in catalog.table["path"]}
    packed = [file for file in files if "/" not in file and file.endswith(MANY)]
    return [*packed, settings.csv] if settings.csv else packed


def write_overlays(
    settings: ClipPreprocessSettings, layout: Layout, extraction: ClipExtraction, most: int = 6
) -> list[Path]:
    """Write clips with the hands drawn over them, the worst first; return the files.

    Of each class the clip in which hands are missing most, of at most `most` classes those in which
    that is worst. They are small videos that browsers play, in `overlays/` beside the landmarks.
    """
    table = extraction.catalog.table
    folder = store_of(settings, layout) / OVERLAYS
    worst = table.assign(missed=extraction.missed()).sample(frac=1, random_state=0)
    worst = worst.sort_values("missed", ascending=False, kind="stable")
    rows = worst.drop_duplicates("label").index[:most]
    names = [re.sub(r"[^\w-]+", "_", label) for label in table["label"][rows]]
    return [
        draw_clip(
            extraction.catalog.root / table["path"][row],
            extraction.clips.take([row]),
            folder / (f"{name}.mp4" if names.count(name) == 1 else f"{name}-{number}.mp4"),
        )
        for number, (row, name) in enumerate(zip(rows, names, strict=True), start=1)
    ]


def tell_gap(
    settings: ClipPreprocessSettings,
    layout: Layout,
    extraction: ClipExtraction,
    copies: ClipCopies,
) -> Gap | None:
    """Say what a random split would hide; keep it, and the copies found, for the report.

    None where there are too few clips for a probe.
    """
    gap = measure_gap(copies.catalog, extraction.clips, clip_features)
    audit = {"copies": copies.facts(), "gap": gap.facts() if gap else None}
    write_json(store_of(settings, layout) / AUDIT, audit)
    words = texts("en", "clip", groups=gap.groups_are if gap else "")
    print(gap_sentence(audit["gap"], words), *gap_notes(audit["gap"], words), sep="\n")
    drawn = clips_of(copies.catalog, extraction.clips)
    if picture := write_crossed(gap, copies.catalog, drawn, store_of(settings, layout)):
        print(f"Both sides of the labels that seem exchanged: {picture}")
    return gap
