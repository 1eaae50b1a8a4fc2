from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from moving_hands import clips_of, hand_way, mirrored

from signkit.clips.checks.copies import KINDS, candidates, find_clip_copies
from signkit.clips.checks.ways import way_of
from signkit.data.catalog import Catalog
from signkit.data.splits.assign import assign_splits
from signkit.report.parts.leaks import copies_sentence
from signkit.report.texts import texts


def catalog_of(paths, hashes, groups=None):
    labels = [path.split("/")[0] for path in paths]
    table = pd.DataFrame({"path": paths, "label": labels, "group": groups, "split": None})
    table = table.assign(bytes=1, hash=hashes, source=hashes)
    return Catalog(Path("."), table.astype({"group": "string", "split": "string"}))


@pytest.fixture
def planted():
    """Eight recordings of two classes, and a copy of each kind."""
    ways = {f"{'ab'[seed % 2]}/{seed}.mp4": hand_way(seed, 40) for seed in range(8)}
    ways["a/exact.mp4"] = ways["a/0.mp4"]
    ways["b/saved.mp4"] = hand_way(1, 40, noise=0.002)
    ways["a/cut.mp4"] = hand_way(2, 34, start=4.5)
    ways["b/mirrored.mp4"] = mirrored(hand_way(3, 40, noise=0.002))
    ways["b/of_a.mp4"] = hand_way(4, 40, noise=0.002)
    clips = clips_of(list(ways.values()), slots=[int(name == "b/mirrored.mp4") for name in ways])
    hashes = clips.hash.copy()
    hashes[8] = hashes[0]
    return catalog_of(list(ways), hashes, [f"s{row % 3}" for row in range(len(ways))]), clips


@pytest.mark.parametrize("shown", [True, False])
def test_copies_are_found_by_what_was_done_to_them_and_nothing_else_is_joined(
    planted, monkeypatch, shown
):
    monkeypatch.setattr("signkit.clips.checks.copies.proved", lambda *_: shown)
    copies = find_clip_copies(*planted, progress=False)
    kinds = {(pair.first, pair.second): pair.kind for pair in copies.pairs.itertuples()}
    expected = {
        ("a/0.mp4", "a/exact.mp4"): "exact",
        ("b/1.mp4", "b/saved.mp4"): "same",
        ("a/2.mp4", "a/cut.mp4"): "cut",
        ("b/3.mp4", "b/mirrored.mp4"): "mirrored",
        ("a/4.mp4", "b/of_a.mp4"): "same",
    }
    if not shown:  # hands that move alike prove no recording
        expected = {
            pair: "exact" if kind == "exact" else "alike" for pair, kind in expected.items()
        }
    assert kinds == expected
    assert copies.pairs["score"].between(0.5, 1).all()
    assert len(set(copies.catalog.table["source"])) == 8


def test_the_audit_in_numbers_and_words(planted):
    copies = find_clip_copies(*planted, progress=False)
    facts = copies.facts()
    assert (facts["sets"], facts["in_sets"], facts["exact"], facts["near"]) == (5, 10, 1, 4)
    assert facts["across_classes"] == 1
    summary = copies.summary().set_index("finding")
    assert summary.loc["sets of copies", "meaning"].startswith("10 of 13 clips, at most 2 in a set")
    assert summary.loc["label conflicts", "count"] == "1"
    assert "a/4.mp4 (a) and b/of_a.mp4 (b)" in summary.loc["label conflicts", "example"]
    assert [name for name in summary.index if name.endswith(" pairs")] == [
        f"{k} pairs" for k in KINDS
    ]
    assert "10" in copies_sentence(facts, texts())


def test_only_to_be_told_they_bind_no_split(planted):
    told = find_clip_copies(*planted, progress=False).report_only()
    assert len(set(told.catalog.table["source"])) == 12
    assert told.facts()["sets"] == 5
    assert len(told.summary()) == len(KINDS) + 3


def test_copies_stay_on_one_side_of_a_split():
    ways = [hand_way(seed, 30) for seed in range(24)]
    ways += [hand_way(seed, 30, noise=0.002) for seed in range(6)]
    clips = clips_of(ways)
    paths = [f"{'ab'[row % 2]}/{row}.mp4" for row in range(len(ways))]
    copies = find_clip_copies(catalog_of(paths, clips.hash), clips, progress=False)
    assert len(copies.pairs) == 6
    split = assign_splits(copies.catalog).table.set_index("path")["split"]
    pairs = copies.pairs
    assert (split[pairs["first"]].to_numpy() == split[pairs["second"]].to_numpy()).all()


def test_hands_at_rest_are_no_copies_of_each_other():
    still = [hand_way(0, 1, noise=0).repeat(30, axis=0) for _ in range(3)]
    trembling = [
        way + np.random.default_rng(n).normal(0, 5e-4, way.shape) for n, way in enumerate(still)
    ]
    clips = clips_of([*still, *trembling])
    paths = [f"{'ab'[row % 2]}/{row}.npy" for row in range(6)]
    copies = find_clip_copies(catalog_of(paths, clips.hash), clips, progress=False)
    assert copies.pairs.empty


def test_sequences_with_half_the_frames_are_found_videos_know_their_time():
    clips = clips_of([hand_way(0, 60), hand_way(0, 30, step=2), hand_way(1, 60)])
    sequences = catalog_of(["a/0.npy", "a/1.npy", "b/2.npy"], clips.hash)
    assert find_clip_copies(sequences, clips, progress=False).pairs["kind"].tolist() == ["alike"]
    videos = catalog_of(["a/0.mp4", "a/1.mp4", "b/2.mp4"], clips.hash)
    assert find_clip_copies(videos, clips, progress=False).pairs.empty


def test_the_nearest_shapes_are_compared_however_many_clips_there_are(monkeypatch):
    monkeypatch.setattr("signkit.clips.checks.copies._ATONCE", 1)  # one clip at a time
    clips = clips_of([hand_way(seed, 20) for seed in range(12)] + [hand_way(5, 20, noise=0.002)])
    ways = [way_of(clips, row) for row in range(13)]
    found = candidates(ways)
    assert (5, 12, False) in found
    assert len(found) <= 13 * 4 * 2
    assert all(first < second for first, second, _ in found)
    assert candidates(ways[:1]) == []
