import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sequences import read_sequence

from signkit.clips.listing import folders as listing
from signkit.clips.listing.catalog import holds_clips, open_clips
from signkit.data.catalog import COLUMNS, open_catalog
from signkit.errors import DataError


@pytest.fixture
def save(tmp_path):
    def write(name, array):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, sequences=array) if name.endswith(".npz") else np.save(file, array)
        return file

    return write


@pytest.fixture
def mixed(tmp_path, film, save, hands):
    """Two classes with clips of every kind."""
    film("hello/s1_1.MOV", frames=4)
    film("hello/deeper/s2_1.mp4", frames=3)
    save("thanks/s1_2.npy", hands(1, seed=1)[0])
    for number, frame in enumerate(hands(1, seed=2)[0]):
        save(f"thanks/s2_7/{number}.npy", frame)
    save("thanks/s1_all.npz", hands(3, seed=3))
    return tmp_path


def paths(catalog):
    return catalog.table["path"].tolist()


def test_clips_of_every_kind(mixed):
    (mixed / "hello" / "notes.txt").write_text("x")
    (mixed / "hello" / "._s1_1.MOV").write_bytes(b"x")
    (mixed / "empty").mkdir()
    catalog = open_clips(mixed)
    assert tuple(catalog.table.columns) == COLUMNS
    assert paths(catalog) == [
        "hello/deeper/s2_1.mp4", "hello/s1_1.MOV", "thanks/s1_2.npy",
        "thanks/s1_all.npz#0", "thanks/s1_all.npz#1", "thanks/s1_all.npz#2", "thanks/s2_7",
    ]  # fmt: skip
    assert catalog.table["label"].tolist() == ["hello"] * 2 + ["thanks"] * 5
    assert catalog.notes == (
        "1 folders without clips are no class: empty.",
        "Files that are no clips were left out: 1 .txt.",
    )
    content = (mixed / "hello/s1_1.MOV").read_bytes()
    film = catalog.table.loc[1]
    assert film["hash"] == hashlib.blake2b(content, digest_size=16).hexdigest()
    assert film["bytes"] == len(content)
    assert catalog.table["hash"].is_unique
    assert catalog.table["source"].equals(catalog.table["hash"])
    points = [read_sequence(file) for file in catalog.files()[2:]]
    assert [len(present) for _, present in points] == [12] * 5


def test_groups_from_a_pattern(mixed):
    groups = open_clips(mixed, group_pattern=r"(s\d)_").table["group"].tolist()
    assert groups == ["s2", "s1", "s1", "s1", "s1", "s1", "s2"]
    with pytest.raises(DataError, match=r"matches no path \(7 of 7\)"):
        open_clips(mixed, group_pattern=r"(hand\d)")


def test_equal_sequences_have_equal_hashes_wherever_they_lie(save, hands, tmp_path):
    many = hands(3)
    many[2] = many[0]
    save("a.npz", many)
    save("b/1.npy", many[1].reshape(12, 42, 3))
    save("b/2.npy", many[0].astype(np.float64))
    save("b/3.npy", many[0, :11])
    save("b/4.npy", many[0].reshape(6, 252))  # the same numbers, but other frames
    for number, frame in enumerate(many[0]):
        save(f"b/take/{number}.npy", frame)
    table = open_clips(tmp_path).table.set_index("path")["hash"]
    same = table[table == table["a.npz#0"]].index.tolist()
    assert same == ["a.npz#0", "a.npz#2", "b/2.npy", "b/take"]
    assert table["b/1.npy"] == table["a.npz#1"]
    assert table.nunique() == 4


def test_files_of_many_are_classes_of_their_own(save, hands, tmp_path, film, monkeypatch):
    save("yes.npz", hands(2, seed=1))
    save("no.npz", hands(11, seed=2))
    film("loose.mp4", frames=2)
    np.savez(tmp_path / "facts.npz", mean=np.zeros(3), std=np.ones(3))
    opened = []
    joined = listing.SequenceFile
    monkeypatch.setattr(listing, "SequenceFile", lambda path: opened.append(path) or joined(path))
    catalog = open_clips(tmp_path)
    assert catalog.classes == ["no", "yes"]
    assert catalog.table["label"].value_counts().to_dict() == {"no": 11, "yes": 2}
    assert catalog.table["bytes"].eq(12 * 126 * 4).all()
    assert any("1 .npz files without sequences are no class: facts.npz" in n for n in catalog.notes)
    assert any("1 clips outside of class folders" in note for note in catalog.notes)
    assert len(opened) == 2


def test_numbered_sequences_are_not_taken_for_frames(save, hands, tmp_path):
    for number, frames in enumerate(hands(3)):
        save(f"a/{number}.npy", frames)
        save(f"b/ann/{number}.npy", frames)
    save("b/ann/1.npy", hands(1)[0]).write_bytes(b"damaged")
    assert len(open_clips(tmp_path)) == 6
    for number, frame in enumerate(hands(1)[0]):
        save(f"a/take/{number}.npy", frame)
    (tmp_path / "a/take/0.npy").write_bytes(b"damaged")
    assert "a/take" in paths(open_clips(tmp_path))
    save("c/0.npy", hands(1)[0, 0])
    with pytest.raises(DataError, match=r"c holds single frames, not sequences\. .* c/0/0\.npy"):
        open_clips(tmp_path)


def test_split_folders_are_read_as_splits(save, hands, tmp_path):
    for place, name in enumerate(("train/a", "train/b", "val/a", "test/b")):
        for number, frame in enumerate(hands(1, seed=place)[0]):
            save(f"{name}/0/{number}.npy", frame)
    catalog = open_clips(tmp_path)
    assert catalog.classes == ["a", "b"]
    assert catalog.table["split"].tolist() == ["test", "train", "train", "validation"]
    save("train/a/7.npy", hands(1)[0, 0])
    with pytest.raises(DataError, match="train/a holds single frames"):
        open_clips(tmp_path)


def test_signers_with_a_folder_a_word(save, hands, tmp_path):
    for place, who in enumerate(("ann", "ben")):
        for word in ("hello", "thanks"):
            for number, frame in enumerate(hands(1, seed=place)[0]):
                save(f"{who}/MP_Data/{word}/0/{number}.npy", frame)
    catalog = open_clips(tmp_path)
    assert catalog.classes == ["ann", "ben"]
    (note,) = catalog.notes
    assert "The same 2 folders (hello, thanks) lie in each of the 2 classes (ann, ben)" in note
    pattern = "^(?:[^/]+/){2}([^/]+)/"
    assert pattern in note
    table = open_clips(tmp_path, label_pattern=pattern, group_pattern="^([^/]+)/").table
    assert table["label"].tolist() == ["hello", "thanks"] * 2
    assert table["group"].tolist() == ["ann", "ann", "ben", "ben"]


def test_sequences_of_one_class_are_no_classes(save, hands, tmp_path):
    for take in range(3):
        for number, frame in enumerate(hands(1, seed=take)[0]):
            save(f"hello/{take}/{number}.npy", frame)
    with pytest.raises(DataError, match=r"one class only, 'hello' \(3 clips\)"):
        open_clips(tmp_path)


def test_landmarks_beside_their_video_are_no_clips(film, save, hands, tmp_path):
    for name in ("a/1.mp4", "a/2.mp4", "b/1.mp4"):
        film(name, frames=2)
    save("a/1.npy", hands(1)[0])
    save("a/2/0.npy", hands(1)[0, 0])
    save("b/other.npy", hands(1)[0])
    catalog = open_clips(tmp_path)
    assert paths(catalog) == ["a/1.mp4", "a/2.mp4", "b/1.mp4", "b/other.npy"]
    assert "2 landmark files beside a video of their name were left out" in catalog.notes[0]


def test_a_csv_names_files_and_single_sequences(mixed):
    lines = [
        "Path,Label,signer,split", "hello/s1_1.MOV,hello,ann,train", "thanks/s1_all.npz#2,x,ben,",
        "thanks/s1_all.npz#0,x,ben,dev", "thanks/s2_7,thanks,ben,", "gone.mp4,x,ann,",
        "thanks/s2_7/notes.txt,x,ann,",
    ]  # fmt: skip
    (mixed / "t.csv").write_text("\n".join(lines))
    catalog = open_clips(mixed, csv="t.csv", group_column="signer")
    table = catalog.table.set_index("path")
    assert table["label"].to_dict() == {
        "hello/s1_1.MOV": "hello", "thanks/s1_all.npz#0": "x", "thanks/s1_all.npz#2": "x",
        "thanks/s2_7": "thanks",
    }  # fmt: skip
    assert table["group"].tolist() == ["ann", "ben", "ben", "ben"]
    assert table["split"].fillna("-").tolist() == ["train", "validation", "-", "-"]
    assert catalog.notes == (
        "t.csv: 1 rows left out, no kind of clip that is read: thanks/s2_7/notes.txt.",
        "t.csv: 1 rows left out, file not there: gone.mp4.",
    )
    folders = open_clips(mixed).table.set_index("path")["hash"]
    assert table["hash"].equals(folders[table.index])


def test_a_csv_row_may_name_all_of_a_file(mixed):
    rows = "path,label,group\nthanks/s1_all.npz,x,g\nhello/s1_1.MOV,y,h\n"
    (mixed / "t.csv").write_text(rows)
    assert len(open_clips(mixed, csv="t.csv")) == 4
    (mixed / "t.csv").write_text(rows + "thanks/s1_all.npz#1,y,g\n")
    with pytest.raises(DataError, match=r"1 clips are named twice, such as thanks/s1_all\.npz#1"):
        open_clips(mixed, csv="t.csv")
    (mixed / "t.csv").write_text("path,label\nhello/s1_1.MOV,x\nhello/s1_1.MOV,y\n")
    with pytest.raises(DataError, match=r"1 clips more than one label: .*Keep one row a clip\.$"):
        open_clips(mixed, csv="t.csv")


def test_what_can_not_be_read_keeps_its_row(mixed, save):
    (mixed / "thanks/bad.npy").write_bytes(b"bad")
    (mixed / "thanks/bad.npz").write_bytes(b"worse")
    save("thanks/words.npy", np.array(["a", "b"]))
    (mixed / "hello/bad.mp4").write_bytes(b"bad")
    table = open_clips(mixed).table.set_index("path")
    same = hashlib.blake2b(b"bad", digest_size=16).hexdigest()
    assert table.loc["thanks/bad.npy", ["bytes", "hash"]].tolist() == [3, same]
    assert table.loc["thanks/bad.npz", "bytes"] == 5
    assert "thanks/words.npy" in table.index
    assert "hello/bad.mp4" in table.index
    lines = "path,label\nthanks/s1_all.npz#9,x\nthanks/s1_all.npz#0,y\n"
    (mixed / "t.csv").write_text(lines)
    assert len(open_clips(mixed, csv="t.csv")) == 2


def test_folders_that_are_no_data_set(film, tmp_path):
    with pytest.raises(DataError, match="There is no folder"):
        open_clips(tmp_path / "signs")
    with pytest.raises(
        DataError, match=r"holds no clips in folders\. Put .*\.avi, .*\.webm, .* files"
    ):
        open_clips(tmp_path)
    film("loose.mp4", frames=2)
    with pytest.raises(DataError, match="holds 1 clips, but no class folders. Put the clips"):
        open_clips(tmp_path)
    film("signs/a/1.mp4", frames=2)
    film("signs/b/1.mp4", frames=2)
    assert open_clips(tmp_path).classes == ["a", "b"]
    with pytest.raises(DataError, match="needs a CSV file"):
        open_clips(tmp_path, group_column="signer")


@pytest.fixture
def touch(tmp_path):
    def make(*names):
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("names", "clips"),
    [
        (["a/1.jpg", "b/2.PNG"], False),
        (["a/1.mp4", "b/2.MOV"], True),
        (["a/1.npy", "b/2.npy"], True),
        (["a/0/0.npy", "b/0/0.npy"], True),
        (["a.npz", "b.npz"], True),
        (["a/1.jpg", "a/1.npy", "b/1.jpg", "facts.npz"], False),  # photos and their landmarks
        (["a/1.jpg", "b/1.jpg", "loose.mp4"], False),
        (["a/1.jpg", "b/1.jpg", ".cache/1.mp4", "__MACOSX/1.mp4", "a/._1.mp4"], False),
        (["a/notes.txt"], False),
        ([], False),
    ],
)
def test_which_kind_a_data_set_is_of(touch, names, clips):
    assert holds_clips(touch(*names)) is clips


def test_photos_and_videos_do_not_mix(touch, tmp_path):
    touch("a/1.jpg", "a/2.jpg", "b/1.mp4")
    with pytest.raises(DataError, match=r"holds 2 photos and 1 videos\. A data set is of one kind"):
        holds_clips(tmp_path)
    (tmp_path / "p.csv").write_text("path,label\na/1.jpg,a\na/2.jpg,b\n")
    (tmp_path / "v.csv").write_text("path,label\nb/1.mp4,a\nx.npz#3,b\nc/7,b\n")
    (tmp_path / "bad.csv").write_text("file,label\nb/1.mp4,a\n")
    assert holds_clips(tmp_path, csv="p.csv") is False
    assert holds_clips(tmp_path, csv="v.csv") is True
    assert holds_clips(tmp_path, csv="bad.csv") is False
    with pytest.raises(DataError, match="There is no CSV file"):
        holds_clips(tmp_path, csv="gone.csv")
    with pytest.raises(DataError, match="There is no folder"):
        holds_clips(tmp_path / "gone")


def test_photos_are_listed_as_before(touch, tmp_path):
    touch("a/1.jpg", "b/1.jpg", "c.npz", "b/1.npy")
    catalog = open_catalog(tmp_path)
    assert paths(catalog) == ["a/1.jpg", "b/1.jpg"]
    assert catalog.notes == ("Files that are no photos were left out: 1 .npy.",)


def test_real_videos(real_data):
    root = real_data / "fsl-greetings-video"
    assert holds_clips(root)
    catalog = open_clips(root, csv="SIGNERS.csv", group_column="signer")
    assert len(catalog) == 206
    assert len(catalog.classes) == 10
    assert sorted(catalog.table["group"].unique()) == ["S1", "S2", "S3", "S4"]
    assert catalog.notes == ()


def test_real_sequences(real_data, tmp_path):
    for name in ("benar", "selamat_malam"):
        shutil.copy(real_data / "bisindo-word-sequences" / f"{name}.npz", tmp_path)
    assert holds_clips(Path(tmp_path))
    catalog = open_clips(tmp_path)
    assert catalog.table["label"].value_counts().to_dict() == {"selamat_malam": 303, "benar": 300}
    assert catalog.table["hash"].is_unique


def test_a_file_that_holds_its_labels(tmp_path, hands):
    np.savez(tmp_path / "all.npz", X=hands(5), y=[0, 1, 1, 0, 2], actions=["a", "b", "c"])
    catalog = open_clips(tmp_path)
    assert catalog.table["path"].tolist() == [f"all.npz#{number}" for number in range(5)]
    assert catalog.table["label"].tolist() == ["a", "b", "b", "a", "c"]
    assert "all.npz holds 5 sequences with labels of its own" in catalog.notes[0]
    (tmp_path / "list.csv").write_text("path,label\nall.npz#0,a\nall.npz#1,other\n")
    assert open_clips(tmp_path, csv="list.csv").table["label"].tolist() == ["a", "other"]
    (tmp_path / "list.csv").write_text("path,label\nall.npz,a\n")
    with pytest.raises(DataError, match=r"the CSV calls all of it 'a'\. Name its sequences one"):
        open_clips(tmp_path, csv="list.csv")
    (tmp_path / "data").mkdir()
    (tmp_path / "all.npz").rename(tmp_path / "data/all.npz")
    with pytest.raises(DataError, match=r"labels of its own \(a, b, c\), and lies in .*'data'"):
        open_clips(tmp_path)


def test_a_file_that_holds_its_split(tmp_path, hands):
    some = {"X_train": hands(3), "y_train": [0, 1, 1], "X_test": hands(2, seed=1), "y_test": [0, 1]}
    np.savez(tmp_path / "all.npz", **some)
    catalog = open_clips(tmp_path)
    assert catalog.table["split"].tolist() == ["train"] * 3 + ["test"] * 2
    assert "choose the split 'given'" in catalog.notes[0]


def test_the_only_file_is_no_sequences(tmp_path):
    np.savez(tmp_path / "all.npz", X=np.full((4, 5, 63), 0.5), y=np.arange(4))
    with pytest.raises(DataError, match="holds no clips. 'X' in .*63 numbers a frame"):
        open_clips(tmp_path)


def test_frames_by_their_numbers_and_files_that_are_none(tmp_path, hands):
    for label, number in (("a", 0), ("a", 1), ("b", 0)):
        (tmp_path / label / str(number)).mkdir(parents=True)
        for frame, values in enumerate(hands(1, seed=number)[0]):
            np.save(tmp_path / label / str(number) / f"frame_{frame}.npy", values)
    (tmp_path / "a/0/frame_0.npy").write_bytes(b"")  # the first can't tell what it is
    np.save(tmp_path / "a/0/mean.npy", np.zeros(126))
    assert open_clips(tmp_path).table["path"].tolist() == ["a/0", "a/0/mean.npy", "a/1", "b/0"]


def test_a_gif_that_moves_is_a_clip_and_another_a_photo(tmp_path):
    pictures = [Image.new("L", (64, 48), level) for level in (0, 80, 160)]
    for label in "ab":
        (tmp_path / label).mkdir()
        pictures[0].save(tmp_path / label / "1.gif")
    assert not holds_clips(tmp_path)
    for label in "ab":
        pictures[0].save(tmp_path / label / "1.gif", save_all=True, append_images=pictures[1:])
    assert holds_clips(tmp_path)
    assert len(open_clips(tmp_path)) == 2
    (tmp_path / "a/2.jpg").touch()
    assert not holds_clips(tmp_path)


@pytest.mark.parametrize("suffix", [".parquet", ".pkl", ".h5"])
def test_landmarks_in_files_that_are_not_read(touch, suffix):
    root = touch(f"a/1{suffix}", f"b/1{suffix}")
    with pytest.raises(DataError, match=rf"only \{suffix}\. Tables and pickles .* are not read"):
        open_clips(root)


def test_x_and_y_in_two_files(save, hands, tmp_path):
    save("X.npy", hands(3))
    save("y.npy", np.arange(3))
    with pytest.raises(DataError, match=r"holds X\.npy and y\.npy, but no class.*numpy\.savez"):
        open_clips(tmp_path)
