import json

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

from signkit.data.catalog_file import load_catalog
from signkit.errors import DataError, SettingsError
from signkit.layout import Layout
from signkit.preparation import things as prepare
from signkit.preparation.things import prepare_photos, read_photos, show_augmentations
from signkit.settings import ImageSettings
from signkit.training.setup import split_catalog

VOC = "<annotation><filename>{0}.png</filename>{1}</annotation>"
THING = (
    "<object><name>{}</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>{}</xmax><ymax>9</ymax>"
    "</bndbox></object>"
)


@pytest.fixture
def layout(tmp_path):
    return Layout.open(tmp_path / "root")


def photos(folder, names, seed=0):
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    for name in names:
        Image.fromarray(rng.integers(0, 256, (60, 80, 3), np.uint8)).save(folder / f"{name}.png")


def test_what_is_usable_is_listed_and_the_rest_named(layout, capsys):
    for number, label in enumerate("ab"):
        photos(layout.datasets / "set" / label, range(12), seed=number)
    (layout.datasets / "set" / "a" / "broken.jpg").write_bytes(b"no photo")
    settings = ImageSettings.make(dataset="set")
    prepare_photos(settings, layout)
    folder = layout.photos("set")
    catalog = load_catalog(folder / "catalog.parquet", layout.datasets / "set")
    assert len(catalog) == 24
    assert pd.read_csv(folder / "skipped.csv")["path"].tolist() == ["a/broken.jpg"]
    assert json.loads((folder / "audit.json").read_text())["copies"]["photos"] == 24
    assert "broken.jpg" in capsys.readouterr().out
    assert set(split_catalog(settings, layout).table["split"]) == {"train", "validation", "test"}


def test_labels_come_from_a_csv_or_from_voc_files(layout):
    folder = layout.datasets / "steel"
    photos(folder / "IMAGES", "xyz")
    (folder / "ANNOTATIONS").mkdir()
    for name, things in {"x": [("rust", 9)], "y": [("rust", 5), ("dent", 9)], "z": []}.items():
        inside = "".join(THING.format(*thing) for thing in things)
        (folder / "ANNOTATIONS" / f"{name}.xml").write_text(VOC.format(name, inside))
    several = read_photos(
        ImageSettings.make(dataset="steel", voc=True, several_labels=True), layout
    )
    assert several.table["label"].tolist() == ["rust", "dent + rust", "no label"]
    (folder / "labels.csv").write_text("path,labels\nIMAGES/x.png,rust\nIMAGES/y.png,dent|rust\n")
    given = ImageSettings.make(dataset="steel", csv="labels.csv", several_labels=True)
    assert read_photos(given, layout).table["label"].tolist() == ["rust", "dent + rust"]
    with pytest.raises(DataError, match="SEVERAL_LABELS"):
        read_photos(ImageSettings.make(dataset="steel", csv="labels.csv"), layout)


def test_samples_are_drawn_where_they_are_asked_for(layout, monkeypatch):
    def draw(folder):
        for label in ("eraser", "pensil"):
            photos(folder / label, range(2))

    monkeypatch.setitem(prepare.SAMPLES, "sample-stationery", draw)
    catalog = read_photos(ImageSettings.make(dataset="sample-stationery"), layout)
    assert catalog.classes == ["eraser", "pensil"]


def test_the_augmentations_are_drawn_on_training_photos(layout):
    for number, label in enumerate("ab"):
        photos(layout.datasets / "set" / label, range(10), seed=number)
    settings = ImageSettings.make(dataset="set", img_height=40, img_width=64)
    prepare_photos(settings, layout)
    catalog = split_catalog(settings, layout)
    assert isinstance(show_augmentations(settings, catalog), Figure)
    with pytest.raises(SettingsError, match="rotation"):
        show_augmentations(settings.model_copy(update={"augmentations": "rotaton"}), catalog)
