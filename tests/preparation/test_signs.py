import json
from functools import partial

import numpy as np
import pytest
from PIL import Image

from signkit.data import check, open_catalog
from signkit.data.catalog_file import load_catalog
from signkit.errors import DataError, StoreError
from signkit.landmarks.sample import Landmarks
from signkit.layout import Layout
from signkit.preparation import signs as preprocess
from signkit.preparation.signs import (
    find_hands,
    look_for_copies,
    preview_split,
    read_catalog,
    tell_gap,
)
from signkit.samples import make_sample_signs
from signkit.settings import PreprocessSettings


@pytest.fixture
def layout(tmp_path):
    return Layout.open(tmp_path / "root")


def photos(folder, **classes):
    for label, count in classes.items():
        (folder / label).mkdir(parents=True)
        for k in range(count):
            colour = (40 * k, 60 * len(label), 7)
            Image.new("RGB", (64, 64), colour).save(folder / label / f"signer{k}.png")


def test_clips_are_sent_to_their_own_notebook(layout):
    folder = layout.datasets / "words"
    for name in ("a/1.mp4", "b/2.MOV"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(b"film")
    with pytest.raises(DataError, match="holds clips.*preprocess_clips"):
        read_catalog(PreprocessSettings.make(dataset="words"), layout)
    (folder / "a" / "1.mp4").rename(folder / "a" / "1.txt")
    (folder / "b" / "2.MOV").unlink()
    with pytest.raises(DataError, match="holds no photos"):
        read_catalog(PreprocessSettings.make(dataset="words"), layout)


def test_a_split_that_cannot_be_is_said_and_not_fatal(tmp_path, capsys):
    photos(tmp_path / "few", a=2, bb=2)
    table = preview_split(open_catalog(tmp_path / "few", group_pattern=r"(signer\d)"))
    assert "can't be split" in capsys.readouterr().out
    assert table.loc["a"].tolist() == [2, 2]


def test_a_csv_lies_in_the_data_sets_folder(layout):
    photos(layout.datasets / "set", a=3, bb=3)
    lines = [f"{label}/signer{k}.png,{label.upper()}" for label in ("a", "bb") for k in range(3)]
    (layout.datasets / "set" / "list.csv").write_text("path,label\n" + "\n".join(lines))
    catalog = read_catalog(PreprocessSettings.make(dataset="set", csv="list.csv"), layout)
    assert catalog.classes == ["A", "BB"]


def test_a_data_set_that_is_not_there_is_named(layout):
    with pytest.raises(DataError, match="No data set at"):
        read_catalog(PreprocessSettings.make(dataset="none"), layout)


def test_the_sample_signs_are_drawn_where_they_are_missing(layout, monkeypatch):
    few = partial(make_sample_signs, signs=2, signers=2, photos=1, size=96)
    monkeypatch.setattr(preprocess, "make_sample_signs", few)
    catalog = read_catalog(
        PreprocessSettings.make(dataset="sample-signs", group_pattern=r"(signer\d)"), layout
    )
    assert catalog.table["label"].value_counts().tolist() == [2, 2]
    assert set(catalog.table["group"]) == {"signer1", "signer2"}


@pytest.mark.slow
def test_photos_become_a_catalog_with_hands_and_a_list_of_those_left_out(layout):
    folder = make_sample_signs(layout.datasets / "signs", signs=2, signers=3, photos=1, size=160)
    broken = folder / "open_palm" / "signer9_01.jpg"
    broken.write_bytes((folder / "open_palm" / "signer1_01.jpg").read_bytes()[:900])
    settings = PreprocessSettings.make(
        dataset="signs", group_pattern=r"(signer\d)", export_npy=True
    )
    health = check(read_catalog(settings, layout), progress=False)
    copies = look_for_copies(settings, health)
    extraction = find_hands(settings, layout, health, copies)
    assert extraction.hands_found == 1
    kept = layout.landmarks("signs")
    assert len(load_catalog(kept / "catalog.parquet")) == 6
    assert "signer9_01.jpg" in (kept / "skipped.csv").read_text()
    assert len(list((kept / "npy").rglob("*_advanced.npy"))) == 6
    assert isinstance(extraction.landmarks, Landmarks)
    with pytest.raises(StoreError, match=r"made by detector hands2.*delete the folder"):
        find_hands(settings.model_copy(update={"max_hands": 1}), layout, health, copies)


def test_copies_bind_the_split_unless_they_are_only_to_be_told(layout):
    folder = layout.datasets / "set"
    draw = np.random.default_rng(0)
    for label in "ab":
        (folder / label).mkdir(parents=True)
        for k in range(4):
            rough = draw.integers(0, 255, (8, 8, 3), np.uint8)
            photo = Image.fromarray(rough).resize((96, 96), Image.Resampling.BICUBIC)
            photo.save(folder / label / f"{k}.png")
    Image.open(folder / "a" / "0.png").save(folder / "a" / "again.jpg", quality=60)
    health = check(open_catalog(folder), progress=False)
    sources = {}
    for asked in ("together", "report"):
        found = look_for_copies(PreprocessSettings.make(dataset="set", copies=asked), health)
        assert found.facts()["sets"] == 1
        sources[asked] = found.catalog.table["source"].nunique()
    assert sources == {"together": 8, "report": 9}


@pytest.mark.slow
def test_what_was_found_before_training_is_kept_for_the_report(layout, capsys):
    make_sample_signs(layout.datasets / "signs", signs=2, signers=4, photos=2, size=160)
    settings = PreprocessSettings.make(dataset="signs", group_pattern=r"(signer\d)")
    health = check(read_catalog(settings, layout), progress=False)
    copies = look_for_copies(settings, health)
    gap = tell_gap(settings, layout, find_hands(settings, layout, health, copies), copies)
    kept = json.loads((layout.landmarks("signs") / "audit.json").read_text())
    assert kept["copies"]["photos"] == 16
    assert (kept["gap"]["by"], kept["gap"]["groups"]) == ("group", 4)
    assert kept["gap"]["grouped"]["mean"] == gap.grouped.mean
    assert "%" in capsys.readouterr().out
