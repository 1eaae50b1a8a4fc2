from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from moving_hands import clips_of, hand_way

from signkit.clips.checks.copies import find_clip_copies
from signkit.clips.listing.catalog import open_clips
from signkit.clips.plots import plot_clip_copies, plot_clip_samples, plot_hands_over_time


@pytest.fixture
def found(film, tmp_path):
    """Four videos in two classes, two of them one recording, and their hands."""
    for name, frames in (("a/0", 30), ("a/1", 31), ("b/0", 32), ("b/again", 33)):
        film(f"videos/{name}.avi", frames=frames, rate=15.0)
    clips = clips_of([hand_way(0), hand_way(1), hand_way(2), hand_way(1, noise=0.001)])
    return open_clips(tmp_path / "videos"), clips


def test_a_strip_of_each_class(found):
    catalog, _ = found
    axes = plot_clip_samples(catalog, frames=3).axes
    assert [axis.get_title(loc="left").split("  ")[0] for axis in axes] == ["a", "b"]
    strip = axes[0].images[0].get_array()
    assert strip.shape == (150, 600, 3)
    thirds = [strip[:, 200 * k : 200 * k + 200].mean() for k in range(3)]
    assert max(thirds) - min(thirds) > 20  # frames of different times


def test_label_conflicts_are_shown_first_and_marked(found):
    copies = find_clip_copies(*found, progress=False)
    figure = plot_clip_copies(copies, found[1], frames=3)
    titles = [axis.get_title(loc="left") for axis in figure.axes]
    assert [title.split(" ")[0] for title in titles] == ["a/1.avi", "b/again.avi"]
    assert titles[0].endswith("LABELS")


def test_without_copies_the_picture_says_so(found):
    catalog, clips = found
    none = find_clip_copies(catalog.with_table(catalog.table[:3]), clips.take([0, 1, 2]), False)
    figure = plot_clip_copies(none, clips)
    assert figure.axes[0].texts[0].get_text() == "No copies were found among 3 clips."


def test_when_hands_are_in_sight(found):
    catalog, clips = found
    clips.origin[:15] = 0  # the first half of a/0
    axes = plot_hands_over_time(catalog, clips, moments=10).axes
    heights = [axis.collections[0].get_paths()[0].vertices[:, 1].max() for axis in axes[:2]]
    assert heights == [100, 100]
    first = axes[0].collections[0].get_datalim(axes[0].transData)
    assert first.y0 == 0
    shown = axes[0].collections[0].get_paths()[0].vertices
    assert shown[np.isclose(shown[:, 0], 0)][:, 1].max() == 50


def test_sequences_have_their_skeletons_on_grey(tmp_path):
    for label, seed in (("a", 0), ("b", 1)):
        (tmp_path / label).mkdir()
        np.save(tmp_path / label / "0.npy", np.random.default_rng(seed).random((30, 126)))
    catalog = open_clips(tmp_path)
    clips = clips_of([hand_way(0), hand_way(0, noise=0.001)], size=(0, 0))
    copies = find_clip_copies(catalog, clips, progress=False)
    copies = replace(copies, pairs=pd.DataFrame(copies.pairs))
    strip = plot_clip_copies(copies, clips, frames=2).axes[0].images[0].get_array()
    assert (strip == 96).all(-1).mean() > 0.5
    assert (strip != 96).any()
