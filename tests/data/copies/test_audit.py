import io
from dataclasses import replace

import cv2
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

from signkit.data import check, find_copies, open_catalog
from signkit.data.copies.audit import KINDS, PAIRS, across_groups
from signkit.data.copies.files import write_copies
from signkit.data.copies.plot import plot_copies
from signkit.data.splits.assign import assign_splits


def altered(picture):
    """Turned, cropped, darker, mirrored and saved again, all at once."""
    centre = (picture.shape[1] - 1) / 2
    turn = cv2.getRotationMatrix2D((centre, centre), 8, 1)
    picture = cv2.warpAffine(picture, turn, picture.shape[::-1], borderMode=cv2.BORDER_REFLECT)
    return (picture[4:122, 8:124, None].repeat(3, 2)[:, ::-1] * 0.85).astype(np.uint8)


def jpeg(quality):
    def save(pixels, file):
        content = io.BytesIO()
        Image.fromarray(pixels).save(content, "JPEG", quality=quality)
        file.write_bytes(content.getvalue())

    return save


@pytest.fixture(scope="module")
def planted(scene, tmp_path_factory):
    """Twelve photos a class by six signers, and copies of every kind."""
    tmp_path = tmp_path_factory.mktemp("planted")
    for label, first in (("a", 0), ("b", 100)):
        for number in range(12):
            file = tmp_path / label / f"s{number % 6}_{number}.png"
            file.parent.mkdir(exist_ok=True)
            Image.fromarray(scene(first + number)).save(file)
    (tmp_path / "a/s0_exact.png").write_bytes((tmp_path / "a/s0_0.png").read_bytes())
    jpeg(60)(scene(1), tmp_path / "a/s1_saved.jpg")
    Image.fromarray(scene(2, 96)).save(tmp_path / "a/s2_small.png")
    jpeg(60)(altered(scene(103)), tmp_path / "b/s3_altered.jpg")
    moment = scene(111)
    cv2.circle(moment, (64, 64), 5, int(moment[64, 64]) + 33, -1)
    Image.fromarray(moment).save(tmp_path / "b/s5_later.png")
    jpeg(80)(scene(5), tmp_path / "b/s1_of_another.jpg")
    jpeg(70)(np.rot90(altered(scene(104))[:, ::-1]), tmp_path / "b/s4_turned.jpg")
    jpeg(70)(scene(110)[::-1], tmp_path / "b/s4_flipped.jpg")
    (tmp_path / "b/cut.png").write_bytes((tmp_path / "b/s0_0.png").read_bytes()[:700])
    return open_catalog(tmp_path, group_pattern=r"(s\d|cut)")


@pytest.fixture(scope="module")
def found(planted):
    return find_copies(check(planted, progress=False), progress=False)


def kinds(copies):
    return {(pair.first, pair.second): pair.kind for pair in copies.pairs.itertuples()}


def test_every_kind_is_found_and_nothing_else(found):
    assert kinds(found) == {
        ("a/s0_0.png", "a/s0_exact.png"): "exact",
        ("a/s1_1.png", "a/s1_saved.jpg"): "same",
        ("a/s2_2.png", "a/s2_small.png"): "same",
        ("b/s3_3.png", "b/s3_altered.jpg"): "mirrored",
        ("b/s5_11.png", "b/s5_later.png"): "take",
        ("a/s5_5.png", "b/s1_of_another.jpg"): "same",
        ("b/s4_4.png", "b/s4_turned.jpg"): "turned",
        ("b/s4_10.png", "b/s4_flipped.jpg"): "flipped",
    }
    assert tuple(found.pairs.columns) == PAIRS
    assert found.pairs["score"].between(0.5, 1).all()


def test_copies_share_a_source_and_others_do_not(found):
    table = found.catalog.table.set_index("path")
    for first, second in kinds(found):
        assert table.loc[first, "source"] == table.loc[second, "source"] == table.loc[first, "hash"]
    assert table["source"].nunique() == len(table) - 8
    assert "b/cut.png" not in table.index  # damaged: left out, and no trouble
    assert "can't be read" in found.catalog.notes[-1]


def test_facts_and_summary(found):
    assert found.facts() == {
        "photos": 32,
        "sets": 8,
        "in_sets": 16,
        "exact": 1,
        "near": 7,
        "across_classes": 1,
        "across_groups": 1,
        "pairs": 8,
        "mirrors": [],
        "series": [],
        "binds": True,
    }
    table = found.summary().set_index("finding")
    assert list(table.columns) == ["count", "meaning", "example"]
    assert table.loc["sets of copies", "count"] == "8"
    assert [table.loc[f"{kind} pairs", "count"] for kind in KINDS] == [
        "1",
        "3",
        "0",
        "1",
        "1",
        "1",
        "1",
    ]
    both = "a/s5_5.png ({}) and b/s1_of_another.jpg ({})"
    assert table.loc["label conflicts", "example"] == both.format("a", "b")
    assert table.loc["across groups", "example"] == both.format("s5", "s1")
    assert table.loc["altered pairs", "example"] == ""


def test_no_split_parts_a_set(found):
    for strategy in ("random", "grouped"):
        for seed in range(3):
            table = assign_splits(found.catalog, strategy, seed=seed).table
            assert (table.groupby("source")["split"].nunique() == 1).all()


def test_only_reported(found):
    report = found.report_only()
    table = report.catalog.table
    assert (table["source"] == table["hash"]).all()
    assert len(report.pairs) == 8
    assert report.facts() == found.facts() | {"binds": False}
    assert table["alike"].tolist() == found.catalog.table["source"].tolist()
    assert 'COPIES="report"' in report.summary().loc[0, "meaning"]
    assert report.sets().equals(found.sets())


def test_a_chain_of_copies_is_one_set(scene, tmp_path):
    for label, seeds in (("a", (0, 1, 2)), ("b", (3, 4))):
        (tmp_path / label).mkdir()
        for seed in seeds:
            Image.fromarray(scene(seed)).save(tmp_path / label / f"{seed}.png")
    for quality in (50, 70, 90):
        jpeg(quality)(scene(1), tmp_path / "a" / f"1_{quality}.jpg")
    copies = find_copies(check(open_catalog(tmp_path), progress=False), progress=False)
    assert copies.sets().to_dict("records") == [{"photos": 4, "labels": 1, "groups": 0}]
    assert copies.facts()["near"] == 3
    assert not across_groups(copies.pairs).any()


def test_no_copies_at_all(scene, tmp_path, capsys):
    for label, seed in (("a", 0), ("b", 1)):
        (tmp_path / label).mkdir()
        Image.fromarray(scene(seed)).save(tmp_path / label / "0.png")
    copies = find_copies(check(open_catalog(tmp_path), progress=False))
    assert "Comparing" in "".join(capsys.readouterr())
    assert copies.pairs.empty
    assert set(copies.summary()["count"]) == {"0"}
    assert copies.facts()["photos"] == 2
    assert copies.catalog.table["source"].equals(copies.catalog.table["hash"])
    words = plot_copies(copies).axes[0].texts[0].get_text()
    assert words == "No copies were found among 2 photos."


def test_the_picture_shows_conflicts_first(found):
    figure = plot_copies(found, most=5)
    titles = [axes.get_title(loc="left") for axes in figure.axes if axes.images]
    assert len(titles) == 5
    assert titles[0].startswith("two labels: a and b (same, 0.")
    assert not any("two labels" in title for title in titles[1:])
    names = [text.get_text() for text in figure.axes[0].texts]
    assert names == ["a/s5_5.png", "b/s1_of_another.jpg"]
    figure.canvas.draw()


def test_the_picture_says_which_groups_are_joined(found):
    same = found.pairs.assign(second_label=found.pairs["first_label"])
    pairs = same.assign(second_group=pd.array([pd.NA] * 7 + ["s$3"], dtype="string"))
    moved = type(found)(found.catalog, pairs, found.sources)
    titles = [axes.get_title(loc="left") for axes in plot_copies(moved).axes]
    assert titles[0].startswith(r"two groups: ")
    assert "s$3" in titles[0]


def test_real_hands_of_many_students_stay_apart(real_data):
    catalog = open_catalog(real_data / "sld-digits")
    few = catalog.with_table(catalog.table[catalog.table["label"] == "5"].iloc[:120])
    few = few.with_table(few.table.assign(label=np.where(few.table.index % 2, "a", "b")))
    assert find_copies(check(few, progress=False), progress=False).facts()["sets"] <= 1


def test_mirror_image_classes_are_no_label_conflict(found):
    pairs = found.pairs.assign(kind="mirrored")
    facts = replace(found, pairs=pairs).facts()
    assert facts["across_classes"] == 0
    assert facts["mirrors"] == [{"classes": ["a", "b"], "kind": "mirrored", "pairs": 1}]
    rows = replace(found, pairs=pairs).summary().set_index("finding")
    assert rows.loc["label conflicts", "count"] == "0"
    assert "a and b (mirrored)" in rows.loc["mirror-image classes", "meaning"]
    assert "FLIP" in rows.loc["mirror-image classes", "meaning"]
    figure = plot_copies(replace(found, pairs=pairs), most=1)
    assert figure.axes[0].get_title(loc="left").startswith("mirror images? a and b")


def test_a_class_that_is_one_burst_is_told_with_what_to_record(found):
    one = replace(
        found, sources=found.sources.where(found.catalog.table["label"].to_numpy() == "a", "x")
    )
    assert one.facts()["series"] == [{"label": "b", "photos": 17, "takes": 1, "largest": 17}]
    row = one.summary().set_index("finding").loc["one take"]
    assert "b (17 in 1)" in row["meaning"]
    assert "five takes" in row["meaning"]


def test_every_pair_is_in_the_table_and_on_a_page(found, tmp_path):
    drawn = []

    def draw(copies, most, page):
        drawn.append((most, page))
        return Figure((0.2, 0.2))

    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / "page_09.png").write_bytes(b"old")
    said = write_copies(found, tmp_path, draw, 3)
    assert drawn == [(3, 1), (3, 2), (3, 3)]
    names = sorted(file.name for file in (tmp_path / "copies").iterdir())
    assert names == ["page_01.png", "page_02.png", "page_03.png"]
    assert "lists the 8 pairs" in said
    assert "all 8 in 3 pages" in said
    table = pd.read_csv(tmp_path / "copies.csv").set_index("second")
    assert table["set"].nunique() == 8
    assert table.loc["a/s0_exact.png", ["kind", "sure"]].tolist() == ["exact", "certain"]
    other = table.loc["b/s1_of_another.jpg"]
    assert other[["look_at", "first", "first_label", "second_label"]].tolist() == [
        "two classes", "a/s5_5.png", "a", "b",
    ]  # fmt: skip
    found_first = found.pairs.iloc[:0]
    assert write_copies(replace(found, pairs=found_first), tmp_path, draw, 3).startswith(
        "No copies"
    )
    assert not list((tmp_path / "copies").iterdir())


def test_more_pages_than_anybody_looks_at_are_cut_and_it_is_said(found, tmp_path):
    many = pd.concat([found.pairs] * 3, ignore_index=True)
    draw = lambda copies, most, page: Figure((0.2, 0.2))  # noqa: E731
    said = write_copies(replace(found, pairs=many), tmp_path, draw, 1)
    assert "the first 20 of 24 in 20 pages" in said


def test_pages_go_on_where_the_one_before_ended(found):
    titles = [
        axes.get_title(loc="left").split(" (")[0]
        for page in (1, 2)
        for axes in plot_copies(found, most=6, page=page).axes
        if axes.images
    ]
    assert len(titles) == 8
    assert plot_copies(found, most=6, page=2).get_suptitle().endswith("pairs 7–8 of 8")
