"""Tiny preprocessed data sets that trainings and predictions are tested on: dots, things, waves."""

import cv2
import numpy as np
import pytest
from PIL import Image

from signkit.clips.listing.catalog import open_clips
from signkit.clips.sample import TRACKED, Clips
from signkit.clips.store import ClipStore
from signkit.data import open_catalog
from signkit.data.catalog_file import save_catalog
from signkit.landmarks.sample import Landmarks
from signkit.landmarks.store import LandmarkStore
from signkit.layout import Layout

SIGNERS, PHOTOS = 4, 6


@pytest.fixture(scope="session")
def layout(tmp_path_factory):
    """A tiny preprocessed data set `dots`: two classes told apart by hand and by colour."""
    layout = Layout.open(tmp_path_factory.mktemp("root"))
    rng = np.random.default_rng(0)
    for label in ("blue", "red"):
        folder = layout.datasets / "dots" / label
        folder.mkdir(parents=True)
        for signer in range(SIGNERS):
            for k in range(PHOTOS):
                pixels = rng.integers(0, 60, (32, 32, 3), np.uint8)
                pixels[8:24, 8:24, 0 if label == "red" else 2] = 220
                Image.fromarray(pixels).save(folder / f"signer{signer}_{k}.png")
    catalog = open_catalog(layout.datasets / "dots", group_pattern=r"(signer\d)")
    folder = layout.landmarks("dots")
    LandmarkStore(folder, version="drawn").append(_hands(catalog, rng))
    save_catalog(catalog, folder / "catalog.parquet")
    return layout


def _hands(catalog, rng) -> Landmarks:
    """Right hands whose fingers point up (blue) or down (red); one photo in eight has none."""
    count = len(catalog)
    found = Landmarks.empty(count)
    found.hash[:] = catalog.table["hash"]
    found.size[:] = 32
    up = (catalog.table["label"] == "blue").to_numpy()
    points = rng.normal(0, 0.02, (count, 21, 3)) + 0.5
    points[:, 1:, 1] += np.where(up, -0.2, 0.2)[:, None]
    there = np.arange(count) % 8 != 0
    found.image_points[there, 0] = points[there]
    found.present[there, 0] = True
    return found


COLOURS = {"box": (220, 60, 60), "pen": (60, 60, 220), "tape": (60, 200, 60)}


@pytest.fixture(scope="session")
def things(tmp_path_factory):
    """Photos alone, 24 x 40 pixels: `things`, three classes in folders; `desk`, several labels."""
    layout = Layout.open(tmp_path_factory.mktemp("things"))
    rng = np.random.default_rng(0)
    for label in COLOURS:
        folder = layout.datasets / "things" / label
        folder.mkdir(parents=True)
        for k in range(20):
            _photo(rng, [label]).save(folder / f"{k:02d}.png")
    folder = layout.datasets / "desk"
    folder.mkdir()
    rows = ["path,labels"]
    for k in range(72):
        labels = [name for bit, name in enumerate(COLOURS) if k >> bit & 1]
        _photo(rng, labels).save(folder / f"{k:02d}.png")
        rows.append(f"{k:02d}.png,{'|'.join(labels)}")
    (folder / "labels.csv").write_text("\n".join(rows) + "\n")
    return layout


def _photo(rng, labels):
    pixels = rng.integers(0, 70, (24, 40, 3), np.uint8)
    for label in labels:
        place = 2 + 12 * list(COLOURS).index(label)
        top = int(rng.integers(2, 12))
        pixels[top : top + 9, place : place + 10] = COLOURS[label]
    return Image.fromarray(pixels)


@pytest.fixture(scope="session")
def waves(tmp_path_factory):
    """A tiny preprocessed data set of clips: a hand, and a light, that go up or down."""
    layout = Layout.open(tmp_path_factory.mktemp("waves"))
    (layout.datasets / "waves").mkdir()
    (layout.datasets / "waves" / "descriptions.csv").write_text(WAVES)
    for label in ("down", "up"):
        folder = layout.datasets / "waves" / label
        folder.mkdir(parents=True)
        for signer in range(SIGNERS):
            for k in range(PHOTOS):
                _film(folder / f"signer{signer}_{k}.avi", label == "up", 10 * signer + k)
    catalog = open_clips(layout.datasets / "waves", group_pattern=r"(signer\d)")
    folder = layout.landmarks("waves")
    ClipStore(folder, version="drawn").append(_moving_hands(catalog))
    save_catalog(catalog, folder / "catalog.parquet")
    return layout


FRAMES = 8
WAVES = """class,description,sentence
down,"hand goes down, fingers still",it goes down .
up,"hand goes up, fingers still",now it goes up .
"""


def _film(path, up, shade):
    video = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 15, (32, 32))
    for frame in range(FRAMES):
        pixels = np.full((32, 32, 3), shade, np.uint8)
        top = 3 * (FRAMES - 1 - frame if up else frame)
        pixels[top : top + 8, 12:20] = 220
        video.write(pixels)
    video.release()


def _moving_hands(catalog) -> Clips:
    """Right hands that move as the light does; one clip in eight has none."""
    rng = np.random.default_rng(0)
    found = Clips.empty([FRAMES] * len(catalog))
    found.hash[:] = catalog.table["hash"]
    found.rate[:] = 15
    found.size[:] = 32
    for clip, label in enumerate(catalog.table["label"]):
        if clip % 8 == 0:
            continue
        heights = np.linspace(0.7, 0.3, FRAMES) if label == "up" else np.linspace(0.3, 0.7, FRAMES)
        hand = rng.normal(0.5, 0.05, (1, 21, 3)) + rng.normal(0, 0.005, (FRAMES, 21, 3))
        hand[..., 1] += heights[:, None] - 0.5
        found.image_points[found.frames(clip), 0] = hand
        found.origin[found.frames(clip), 0] = TRACKED
    return found
