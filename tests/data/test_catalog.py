import hashlib

import pandas as pd
import pytest

from signkit.data.catalog import COLUMNS, open_catalog
from signkit.errors import DataError, SettingsError


@pytest.fixture
def folders(draw, tmp_path):
    for name in ("b/s1_1.jpg", "b/s2_1.PNG", "a/s1_1.webp", "a/deeper/s2_2.JPEG", "c/s1.bmp"):
        draw(name)
    return tmp_path


def test_class_folders(folders):
    (folders / "notes").mkdir()
    (folders / "notes" / "read.txt").write_text("x")
    (folders / "empty").mkdir()
    for hidden in (".cache/x.jpg", "a/._s1_1.jpg", "__MACOSX/y.jpg", "a/.thumbs/z.jpg"):
        (folders / hidden).parent.mkdir(exist_ok=True)
        (folders / hidden).write_bytes(b"x")
    catalog = open_catalog(folders)
    table = catalog.table
    assert tuple(table.columns) == COLUMNS
    assert table["path"].tolist() == [
        "a/deeper/s2_2.JPEG", "a/s1_1.webp", "b/s1_1.jpg", "b/s2_1.PNG", "c/s1.bmp",
    ]  # fmt: skip
    assert table["label"].tolist() == ["a", "a", "b", "b", "c"]
    assert catalog.classes == ["a", "b", "c"]
    assert len(catalog) == 5
    assert table["group"].isna().all()
    assert table["split"].isna().all()
    content = (folders / "a/s1_1.webp").read_bytes()
    assert table["hash"][1] == hashlib.blake2b(content, digest_size=16).hexdigest()
    assert table["bytes"][1] == len(content)
    assert all(file.is_file() for file in catalog.files())
    assert any("2 folders without photos are no class: empty, notes" in n for n in catalog.notes)
    assert any("1 .txt" in note for note in catalog.notes)


def test_groups_from_a_pattern(folders):
    assert open_catalog(folders, group_pattern=r"(s\d)").table["group"].tolist() == [
        "s2", "s1", "s1", "s2", "s1",
    ]  # fmt: skip
    both = open_catalog(folders, group_pattern=r"^(.).*/(s\d)").table["group"]
    assert both[0] == "a-s2"
    assert open_catalog(folders, group_pattern=r"s\d").table["group"][0] == "s2"


def test_patterns_that_do_not_work(folders):
    with pytest.raises(DataError, match=r"'\(s' is no regular expression.*An example"):
        open_catalog(folders, group_pattern="(s")
    with pytest.raises(DataError, match=r"matches no path \(5 of 5\), such as a/deeper/s2_2.JPEG"):
        open_catalog(folders, group_pattern=r"(hand\d)")
    with pytest.raises(DataError, match=r"misses some paths \(1 of 5\), such as c/s1.bmp"):
        open_catalog(folders, group_pattern=r"(s\d)_")


def test_folders_that_are_no_data_set(tmp_path, draw):
    (tmp_path / "signs").mkdir()
    with pytest.raises(DataError, match=r"There is no folder .*singns.*holds: signs"):
        open_catalog(tmp_path / "singns")
    with pytest.raises(DataError, match="holds no photos in folders"):
        open_catalog(tmp_path)
    draw("loose.jpg")
    with pytest.raises(DataError, match="holds 1 photos, but no class folders"):
        open_catalog(tmp_path)
    draw("signs/1.jpg")
    with pytest.raises(DataError, match=r"one class only, 'signs' \(1 photos\)"):
        open_catalog(tmp_path)


def test_an_archive_unpacked_one_folder_too_deep(tmp_path, draw):
    for name in ("loose.jpg", "signs/signs/a/1.jpg", "signs/signs/b/1.jpg"):
        draw(name)
    catalog = open_catalog(tmp_path)
    assert catalog.classes == ["a", "b"]
    assert "All photos with a class lie in signs/signs" in catalog.notes[0]
    assert "1 photos outside of class folders have no class" in catalog.notes[1]


def test_splits_are_never_classes_and_a_loose_test_is_left_out(tmp_path, draw):
    for name in ("train/a/1.jpg", "train/b/1.jpg", "test/1.jpg", "test/2.jpg"):
        draw(name)
    catalog = open_catalog(tmp_path)
    assert catalog.classes == ["a", "b"]
    assert any("2 photos in test have no class folder" in note for note in catalog.notes)


def test_what_lies_beside_photos_is_told(tmp_path, draw):
    for name in ("IMAGES/1.jpg", "Validation_Images/2.jpg"):
        draw(name)
    (tmp_path / "1.xml").write_text("<annotation/>")
    with pytest.raises(DataError, match=r"without class folders.*Pascal VOC.*VOC = True"):
        open_catalog(tmp_path)


def test_classes_from_a_pattern(tmp_path, draw):
    for name in ("s1/A_1.jpg", "s1/B_2.jpg", "s2/A_3.jpg", "s2/B_1.jpg"):
        draw(name)
    table = open_catalog(tmp_path, label_pattern="/([AB])_", group_pattern="^([^/]+)/").table
    assert table["label"].tolist() == ["A", "B", "A", "B"]
    assert table["group"].tolist() == ["s1", "s1", "s2", "s2"]
    with pytest.raises(DataError, match=r"label_pattern .\(A. is no regular expression"):
        open_catalog(tmp_path, label_pattern="(A")
    with pytest.raises(SettingsError, match="one way only"):
        open_catalog(tmp_path, label_pattern="(A)", voc=True)


def test_signers_are_no_classes(tmp_path, draw):
    for name in ("signer1/a/1.jpg", "signer1/b/1.jpg", "signer2/a/1.jpg", "signer2/b/1.jpg"):
        draw(name)
    with pytest.raises(DataError, match="who signed, not what.*Set LABEL_PATTERN"):
        open_catalog(tmp_path)
    catalog = open_catalog(tmp_path, label_pattern="^[^/]+/([^/]+)/", group_pattern="^([^/]+)/")
    assert catalog.classes == ["a", "b"]


def test_split_folders_are_read_as_splits(tmp_path, draw):
    for name in ("train/a/1.jpg", "train/b/1.jpg", "Val/a/2.jpg", "test/b/3.jpg"):
        draw(name)
    catalog = open_catalog(tmp_path)
    assert catalog.classes == ["a", "b"]
    assert sorted(catalog.table["split"]) == ["test", "train", "train", "validation"]
    assert "choose the split 'given'" in catalog.notes[0]


def test_classes_that_differ_in_capitals_are_mentioned(tmp_path, draw):
    draw("Eraser/1.jpg")
    draw("eraser/2.jpg")
    assert "'Eraser' and 'eraser' differ in capitals" in open_catalog(tmp_path).notes[0]


def write(tmp_path, text, name="table.csv", encoding="utf-8"):
    (tmp_path / name).write_text(text, encoding=encoding)
    return name


def test_csv(folders):
    text = "Path; Label;signer;split\nb\\s1_1.jpg;NA;7;Train\n./a/s1_1.webp; x ;;val\n"
    file = write(folders, text, encoding="utf-8-sig")
    table = open_catalog(folders, csv=file, group_column="signer").table
    assert table["path"].tolist() == ["a/s1_1.webp", "b/s1_1.jpg"]
    assert table["label"].tolist() == ["x", "NA"]
    assert table["split"].tolist() == ["validation", "train"]
    assert table["group"].isna().tolist() == [True, False]
    assert table["group"][1] == "7"


def test_csv_group_column_by_its_name_and_absolute_paths(folders):
    text = f"path,label,group\n{folders.absolute()}/b/s1_1.jpg,x,g1\na/s1_1.webp,y,g2\n"
    table = open_catalog(folders, csv=folders / write(folders, text)).table
    assert table["path"].tolist() == ["a/s1_1.webp", "b/s1_1.jpg"]
    assert table["group"].tolist() == ["g2", "g1"]


def test_csv_rows_left_out_are_counted(folders):
    write(
        folders,
        "path,label\na/s1_1.webp,x\nb/s1_1.jpg,y\nb/s2_1.PNG,y\nb/s2_1.PNG,y\n"
        "c/s1.bmp,\ngone.jpg,x\nclip.mov,x\n,x\n",
    )
    catalog = open_catalog(folders, csv="table.csv")
    assert len(catalog) == 3
    notes = " ".join(catalog.notes)
    assert "1 rows left out, without a path: (blank)" in notes
    assert "1 rows left out, no kind of photo that is read: clip.mov" in notes
    assert "1 rows left out, file not there: gone.jpg" in notes
    assert "1 rows left out, without a label: c/s1.bmp" in notes
    assert "1 rows left out, named twice: b/s2_1.PNG" in notes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("file,label\na,b\n", r"no column 'path'; it has: file, label"),
        ("path,class\na,b\n", r"no column 'label'; it has: path, class"),
        ("path,label\nx.jpg,a\ny.jpg,b\nb/s1_1.jpg,a\n", r"Of 3 rows .* 2 name no photo.*x\.jpg"),
        (
            "path,label\nb/s1_1.jpg,a\nb/s1_1.jpg,b\n",
            r"more than one label: b/s1_1.jpg is 'a', 'b'",
        ),
        ("path,label\nb/s1_1.jpg,\na/s1_1.webp,\n", r"no row to use.*without a label"),
        ("path,label\nb/s1_1.jpg,a\na/s1_1.webp,a\n", r"one class only, 'a'"),
        ("path,label\n../b.jpg,a\n", r"names \.\./b\.jpg, outside of"),
        ("path,label\n", "holds no row to use"),
        ("", "is empty"),
    ],
)
def test_csv_that_can_not_be_used(folders, text, words):
    with pytest.raises(DataError, match=words):
        open_catalog(folders, csv=write(folders, text))


def test_csv_and_groups_that_are_not_there(folders):
    with pytest.raises(DataError, match=r"no CSV file nope\.csv"):
        open_catalog(folders, csv="nope.csv")
    file = write(folders, "path,label\nb/s1_1.jpg,a\na/s1_1.webp,b\n")
    with pytest.raises(DataError, match="no column 'signer'; it has: path, label"):
        open_catalog(folders, csv=file, group_column="signer")
    with pytest.raises(DataError, match="needs a CSV"):
        open_catalog(folders, group_column="signer")
    with pytest.raises(DataError, match="Both"):
        open_catalog(folders, csv=file, group_column="label", group_pattern="(s)")
    write(folders, "path,label\nü,b\n", encoding="latin-1")
    with pytest.raises(DataError, match="isn't UTF-8: it was read as Windows text, as in 'ü,b'"):
        open_catalog(folders, csv=file)


NFC, NFD = "\u00f1", "n\u0303"  # ñ in one letter, and n with a tilde


def test_a_name_is_one_however_composed(draw, tmp_path):
    for name in (f"train/{NFC}/{NFC}_1.jpg", f"test/{NFD}/{NFD}_2.jpg", f"train/n/{NFD}_3.jpg"):
        draw(name)
    catalog = open_catalog(tmp_path, group_pattern=rf"/({NFD}|x)_")
    assert catalog.classes == ["n", NFC]
    assert set(catalog.table["group"]) == {NFC}
    assert all(file.is_file() for file in catalog.files())  # paths are as they are on the disk
    assert f"(macOS does) were joined: {NFC}." in catalog.notes[-1]
    paths = [f"train/{NFD}/{NFD}_1.jpg", f"test/{NFC}/{NFC}_2.jpg", "train/n/none.jpg"]
    rows = "".join(f"{path},{label}\n" for path, label in zip(paths, ["a", "b", "c"], strict=True))
    found = open_catalog(tmp_path, csv=write(tmp_path, f"path,label\n{rows}", encoding="utf-8"))
    assert len(found) == 2
    assert all(file.is_file() for file in found.files())


def test_a_listing_is_not_remembered_past_a_change(draw, tmp_path):
    draw(f"{NFD}/1.jpg")
    file = write(tmp_path, f"path,label\n{NFC}/1.jpg,a\n{NFC}/2.jpg,b\n", encoding="utf-8")
    with pytest.raises(DataError, match="one class only"):
        open_catalog(tmp_path, csv=file)
    draw(f"{NFD}/2.jpg")
    assert len(open_catalog(tmp_path, csv=file)) == 2


def test_labels_of_one_that_look_like_several_are_told(draw, tmp_path):
    for label in ("pen", "paper", "pen paper", "glue paper", "glue"):
        draw(f"{label}/1.jpg")
    notes = " ".join(open_catalog(tmp_path).notes)
    assert "2 labels look like several with blanks between, such as 'glue paper' and" in notes
    assert "LABEL_SEPARATOR = ' '" in notes


def test_with_table_numbers_anew(folders):
    catalog = open_catalog(folders)
    part = catalog.with_table(catalog.table[catalog.table["label"] == "b"])
    assert part.table.index.tolist() == [0, 1]
    assert part.classes == ["b"]
    assert isinstance(part.table, pd.DataFrame)


def test_signers_of_the_real_photos(real_data):
    catalog = open_catalog(real_data / "asl-alphanumeric", group_pattern=r"(hand\d)")
    assert catalog.table["group"].value_counts().to_dict() == {
        "hand1": 900, "hand2": 895, "hand5": 360, "hand3": 180, "hand4": 180,
    }  # fmt: skip
    assert len(catalog.classes) == 36
