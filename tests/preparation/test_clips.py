import json
from functools import partial

import numpy as np
import pytest

from signkit.__main__ import main
from signkit.clips import ClipStore
from signkit.clips.checks.health import check_clips
from signkit.data.catalog_file import load_catalog
from signkit.errors import DataError, SettingsError, StoreError
from signkit.layout import Layout
from signkit.preparation import clips as preprocess_clips
from signkit.preparation.clips import (
    find_hands,
    look_for_copies,
    read_clips,
    tell_gap,
    write_overlays,
)
from signkit.preparation.signs import preview_split
from signkit.samples.clips import make_sample_clips
from signkit.settings import ClipPreprocessSettings


@pytest.fixture
def layout(tmp_path):
    return Layout.open(tmp_path / "root")


def moving(rng, frames=30):
    """A sequence (T, 126): a right hand of one shape on a way of its own."""
    hands = np.zeros((frames, 2, 21, 3))
    angles = rng.uniform(0, 6.28, (2, 2)) + np.arange(frames)[:, None, None] * rng.uniform(0.1, 0.3)
    hands[:, 1, :, :2] = 0.5 + rng.uniform(-0.1, 0.1, (21, 2))
    hands[:, 1, :, :2] += (0.12 * np.sin(angles * [[1], [1.7]])).sum(1)[:, None]
    return hands.reshape(frames, 126).astype(np.float32)


@pytest.fixture
def sequences(layout):
    """Two words by three signers, five sequences each, one saved twice, and one broken file."""
    rng, folder = np.random.default_rng(0), layout.datasets / "words"
    for label in "ab":
        for signer in range(3):
            for number in range(5):
                file = folder / label / f"signer{signer}_{number}.npy"
                file.parent.mkdir(parents=True, exist_ok=True)
                np.save(file, moving(rng))
    again = np.load(folder / "a" / "signer0_0.npy")
    np.save(folder / "a" / "signer0_9.npy", (again * 10000).round() / 10000)
    (folder / "b" / "signer1_9.npy").write_bytes(b"nothing")
    return "words"


def prepared(layout, **more):
    settings = ClipPreprocessSettings.make(group_pattern=r"(signer\d)", **more)
    health = check_clips(read_clips(settings, layout), progress=False)
    return settings, health, find_hands(settings, layout, health)


def test_the_sample_clips_are_drawn_where_they_are_missing(layout, monkeypatch):
    few = partial(make_sample_clips, signers=1, clips=1)
    monkeypatch.setattr(preprocess_clips, "make_sample_clips", few)
    catalog = read_clips(
        ClipPreprocessSettings.make(dataset="sample-clips", group_pattern=r"(signer\d)"), layout
    )
    assert set(catalog.table["group"]) == {"signer1"}
    assert len(catalog) == len(catalog.classes) > 2


def test_sequences_become_a_catalog_landmarks_and_an_audit(layout, sequences, capsys):
    settings, _, extraction = prepared(layout, dataset=sequences, export_npy=True)
    kept = layout.landmarks(sequences)
    assert not (kept / "catalog.parquet").exists()  # it comes last: with it all is there
    copies = look_for_copies(settings, layout, extraction)
    catalog = load_catalog(kept / "catalog.parquet")
    assert len(catalog) == 31
    assert catalog.table["source"].nunique() == 30
    assert len(ClipStore(kept).load(catalog.table["hash"])) == 31
    assert "signer1_9.npy" in (kept / "skipped.csv").read_text()
    assert len(list((kept / "npy").rglob("*.npy"))) == 31
    assert preview_split(copies.catalog).to_numpy().sum() > 0
    gap = tell_gap(settings, layout, extraction, copies)
    audit = json.loads((kept / "audit.json").read_text())
    assert audit["copies"]["near"] == 1
    assert (audit["gap"]["by"], audit["gap"]["groups"]) == ("group", 3)
    assert audit["gap"]["random"]["mean"] == gap.random.mean
    assert "%" in capsys.readouterr().out


def test_copies_that_are_only_to_be_told_bind_nothing(layout, sequences):
    settings, _, extraction = prepared(layout, dataset=sequences, copies="report")
    copies = look_for_copies(settings, layout, extraction)
    assert copies.facts()["sets"] == 1
    catalog = load_catalog(layout.landmarks(sequences) / "catalog.parquet")
    assert catalog.table["source"].nunique() == 31


def test_another_rate_is_another_store(layout, sequences):
    settings, health, _ = prepared(layout, dataset=sequences)
    with pytest.raises(StoreError, match="delete the folder"):
        find_hands(settings.model_copy(update={"rate": 10.0}), layout, health)


def test_sequences_are_drawn_on_grey(layout, sequences):
    settings, _, extraction = prepared(layout, dataset=sequences)
    files = write_overlays(settings, layout, extraction, most=1)
    assert [file.parent.name for file in files] == ["overlays"]
    assert files[0].stem in "ab"
    assert files[0].stat().st_size > 1000


def test_of_the_worst_classes_the_clips_that_lack_hands_are_drawn(layout, monkeypatch):
    rng, folder = np.random.default_rng(0), layout.datasets / "words"
    for label, holes in (("a", (0, 0)), ("b", (12, 20)), ("c", (0, 15))):
        (folder / label).mkdir(parents=True)
        for number, hole in enumerate(holes):
            frames = moving(rng)
            frames[5 : 5 + hole] = 0
            np.save(folder / label / f"{number}.npy", frames)
    drawn = []
    monkeypatch.setattr(
        "signkit.preparation.clips.draw_clip",
        lambda path, clip, target: drawn.append(path) or target,
    )
    settings = ClipPreprocessSettings.make(dataset="words")
    health = check_clips(read_clips(settings, layout), progress=False)
    files = write_overlays(settings, layout, find_hands(settings, layout, health), most=2)
    assert [path.relative_to(folder).as_posix() for path in drawn] == ["b/1.npy", "c/1.npy"]
    assert [file.stem for file in files] == ["b", "c"]


def test_a_data_set_that_is_not_there_and_a_rate_that_cannot_be_are_said(layout):
    with pytest.raises(DataError, match="No data set at"):
        read_clips(ClipPreprocessSettings.make(dataset="none"), layout)
    with pytest.raises(SettingsError, match="RATE is 0"):
        ClipPreprocessSettings.make(rate=0)


@pytest.mark.slow
def test_hands_are_found_in_drawn_videos(layout):
    make_sample_clips(layout.datasets / "drawn", signers=1, clips=1)
    settings, health, extraction = prepared(layout, dataset="drawn", workers=1)
    assert health.issues.empty
    frames = [extraction.clips.frames(row) for row in range(4)]
    found = [extraction.clips.present[part].any(axis=1).mean() for part in frames]
    assert min(found) > 0.8
    assert look_for_copies(settings, layout, extraction).pairs.empty
    videos = write_overlays(settings, layout, extraction, most=2)
    assert len(videos) == 2


def test_the_command_line_does_the_same(layout, sequences, capsys):
    given = ["--root", str(layout.root), "--dataset", sequences, "--group-pattern", r"(signer\d)"]
    assert main(["preprocess-clips", *given, "--rate", "30"]) == 0
    said = capsys.readouterr().out
    assert "unseen signers" in said
    assert "2 of 31 clips" in said
    kept = layout.landmarks(sequences)
    assert {"catalog.parquet", "audit.json", "skipped.csv"} < {file.name for file in kept.iterdir()}
    catalog = load_catalog(kept / "catalog.parquet")
    assert set(ClipStore(kept).load(catalog.table["hash"]).rate) == {30.0}


def test_frames_in_folders_are_sequences_as_tutorials_save_them(layout):
    rng, folder = np.random.default_rng(0), layout.datasets / "MP_Data"
    for label in ("thanks", "hello"):
        for number in range(3):
            (folder / label / str(number)).mkdir(parents=True)
            for frame, values in enumerate(moving(rng, 20)):
                np.save(folder / label / str(number) / f"{frame}.npy", values)
    settings = ClipPreprocessSettings.make(dataset="MP_Data")
    health = check_clips(read_clips(settings, layout), progress=False)
    extraction = find_hands(settings, layout, health)
    assert extraction.catalog.table["path"].tolist()[:2] == ["hello/0", "hello/1"]
    assert extraction.clips.lengths.tolist() == [20] * 6
    assert extraction.clips.present[:, 0].all()
    assert not extraction.clips.present[:, 1].any()
