import numpy as np
import pytest
from sequences import read_sequence

from signkit.clips.listing.sequence_file import SequenceFile
from signkit.errors import ClipError, DataError
from signkit.landmarks.hand import LEFT, RIGHT


def numbered(width):
    """(3, width) frames whose numbers say where they stand: 0.0001 for each place in the row."""
    return (np.arange(width) / 10_000 + np.arange(3)[:, None] / 10).astype(np.float32)


@pytest.fixture
def save(tmp_path):
    def write(name, array):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, array)
        return file

    return write


@pytest.mark.parametrize(("width", "left"), [(126, 0), (1662, 132 + 1404)])
def test_where_the_hands_stand_in_a_row(save, width, left):
    frames = numbered(width)
    points, present = read_sequence(save("a.npy", frames))
    assert points.shape == (3, 2, 21, 3)
    assert points.dtype == np.float32
    assert present.dtype == bool
    assert present.all()
    assert points[2, LEFT, 0].tolist() == frames[2, left : left + 3].tolist()
    assert points[2, LEFT, 20].tolist() == frames[2, left + 60 : left + 63].tolist()
    assert points[1, RIGHT, 0].tolist() == frames[1, left + 63 : left + 66].tolist()
    assert points[1, RIGHT, 20].tolist() == frames[1, left + 123 : left + 126].tolist()


def holistic(*order):
    """(5, width) frames of parts in this order, the wrists' z at 0 as MediaPipe gives it."""
    rng = np.random.default_rng(0)
    parts = {name: rng.uniform(0.2, 0.8, (5, 21, 3)) for name in ("left", "right")}
    for hand in parts.values():
        hand[:, 0, 2] = 1e-7
    parts |= {"body": rng.uniform(0.2, 0.8, (5, 33, 3)), "face": rng.uniform(0.2, 0.8, (5, 468, 3))}
    parts["seen body"] = rng.uniform(0.2, 0.8, (5, 33, 4))
    parts["left"][2] = 0
    return np.concatenate([parts[name].reshape(5, -1) for name in order], axis=1), parts


@pytest.mark.parametrize(
    "order",
    [
        ("body", "left", "right"),
        ("left", "right", "body"),
        ("seen body", "left", "right"),
        ("left", "right", "seen body"),
        ("face", "left", "body", "right"),
        ("body", "face", "left", "right"),
    ],
)
def test_where_the_hands_stand_among_body_and_face_is_told_by_the_wrists(save, order):
    frames, parts = holistic(*order)
    points, present = read_sequence(save("a.npy", frames))
    assert np.allclose(points[:, LEFT], parts["left"])
    assert np.allclose(points[:, RIGHT], parts["right"])
    assert present.tolist() == [[True, number != 2] for number in range(5)]
    if "seen body" not in order:
        shaped, _ = read_sequence(save("b.npy", frames.reshape(5, -1, 3)))
        assert np.array_equal(points, shaped)
    for hidden in ("left", "right"):  # in every frame
        places = {name: parts[name].reshape(5, -1).copy() for name in order}
        places[hidden][:] = 0
        alone = read_sequence(save("c.npy", np.concatenate([*places.values()], axis=1)))[1]
        assert alone.any(axis=0).tolist() == [hidden == "left", hidden == "right"]


@pytest.mark.parametrize("shape", [(3, 42, 3), (3, 2, 21, 3)])
def test_shaped_frames_are_read_like_flat_ones(save, shape):
    points, _ = read_sequence(save("a.npy", numbered(126).reshape(shape).astype(np.float64)))
    flat, _ = read_sequence(save("b.npy", numbered(126)))
    assert np.array_equal(points, flat)


def test_hands_that_are_not_there(save, hands):
    frames = hands(1, frames=4)[0]
    frames[0, 63:] = 0  # right
    frames[1, :63] = np.nan  # left
    frames[2, 70] = np.nan  # one number of the right hand
    points, present = read_sequence(save("a.npy", frames))
    assert present.tolist() == [[False, True], [True, False], [False, True], [True, True]]
    assert (points[~present] == 0).all()
    nobody = read_sequence(save("b.npy", np.zeros((4, 126))))
    assert not nobody[1].any()


def test_a_folder_of_frames_in_the_order_of_their_numbers(save, hands, tmp_path):
    frames = hands(1, frames=12)[0]
    for number, frame in enumerate(frames):
        save(f"take/{number}.npy", frame)
    save("take/notes.npy", np.zeros(3))
    points, _ = read_sequence(tmp_path / "take")
    assert np.array_equal(points[:, LEFT].reshape(12, 63), frames[:, :63])
    save("take/5.npy", np.zeros(63))
    with pytest.raises(
        ClipError, match=r"5\.npy holds float64 of the shape \(63,\), 0\.npy of \(1"
    ):
        read_sequence(tmp_path / "take")
    (tmp_path / "none").mkdir()
    with pytest.raises(ClipError, match=r"In .*none there are no numbered frames\. .* 0\.npy"):
        read_sequence(tmp_path / "none")


def test_frames_that_are_missing_empty_or_damaged_are_masked_and_told(save, hands, tmp_path):
    frames = hands(1, frames=12)[0]
    for number, frame in enumerate(frames):
        save(f"take/frame_{number + 1:02d}.npy", frame)
    for number in (3, 4):
        (tmp_path / f"take/frame_{number:02d}.npy").unlink()
    save("take/frame_06.npy", np.zeros(0))
    (tmp_path / "take/frame_08.npy").write_bytes(b"")
    (tmp_path / "take/frame_10.npy").write_bytes(b"nothing")
    file = SequenceFile(tmp_path / "take")
    points, present = file.read()
    assert np.flatnonzero(~present.any(axis=1)).tolist() == [2, 3, 5, 7, 9]
    kept = np.flatnonzero(present.all(axis=1))
    assert np.array_equal(points[kept, LEFT].reshape(-1, 63), frames[kept, :63])
    said = "; ".join(file.gaps)
    assert said.startswith("frames 3 to 4 are missing; frame 6 is missing; frame 8 is missing; ")
    assert "frame_08.npy can't be read" in said
    for file in (tmp_path / "take").iterdir():
        file.write_bytes(b"")
    with pytest.raises(ClipError, match=r"frame_01\.npy is empty"):
        read_sequence(tmp_path / "take")


def test_one_of_many(tmp_path, hands):
    many = hands(3)
    np.savez_compressed(tmp_path / "many.npz", sequences=many, other=np.zeros(2))
    points, _ = read_sequence(tmp_path / "many.npz#2")
    assert np.array_equal(points[:, LEFT].reshape(-1, 63), many[2, :, :63])
    with pytest.raises(ClipError, match=r"no .*many\.npz#3: it holds #0 to #2\. Correct"):
        read_sequence(tmp_path / "many.npz#3")
    with pytest.raises(ClipError, match=r"many\.npz holds 3 sequences\. Say which: many\.npz#0"):
        read_sequence(tmp_path / "many.npz")


def test_one_in_a_file_for_many(tmp_path, hands):
    np.savez(tmp_path / "one.npz", hands(1)[0])
    assert read_sequence(tmp_path / "one.npz")[1].all()
    with pytest.raises(ClipError, match="it holds one sequence, without a number"):
        read_sequence(tmp_path / "one.npz#0")


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (
            np.full((5, 100), 0.5),
            r"shape \(5, 100\): 100 numbers a frame, which is no .* known width: 126 .* 1662",
        ),
        (np.full((5, 63), 0.5), r"63 numbers a frame \(one hand alone: put 63 zeros before it"),
        (np.full((5, 21, 3), 0.5), r"63 numbers a frame \(one hand alone"),
        (np.full((5, 42), 0.5), "42 numbers a frame .one hand without z"),
        (np.full((5, 84), 0.5), "84 numbers a frame .two hands without z"),
        (np.full((5, 225), 0.5), "225 numbers a frame, in which no order of body and hands fits"),
        (np.full((126, 5), 0.5), r"shape \(126, 5\): 126 rows of 5 numbers"),
        (np.full((126,), 0.5), "126 numbers in one row, not frame after frame"),
        (np.zeros((0, 126)), "holds no frame"),
        (np.full((5, 126), np.inf), "infinite numbers"),
        (np.full((5, 126), 320), r"up to 320: they look like pixels\. Divide x by the width"),
        (np.full((5, 126), "x"), "holds no numbers"),
        (
            np.full((2, 5, 126), 0.5),
            r"2 sequences in one array\. Save them as bad\.npz.*'sequences'",
        ),
        (np.full((5, 126), None), r"Python objects, which are not read"),
    ],
)
def test_what_is_no_sequence(save, array, words):
    with pytest.raises(ClipError, match=rf"bad\.npy.*{words}|The points of .*bad\.npy.*{words}"):
        read_sequence(save("bad.npy", array))


def test_points_relative_to_the_wrist(save, hands):
    frames = hands(1)[0].reshape(12, 2, 21, 3)
    with pytest.raises(ClipError, match="every wrist lies at 0, 0: .* relative to the wrist"):
        read_sequence(save("a.npy", frames - frames[:, :, :1]))


def test_a_point_may_leave_the_frame(save, hands):
    frames = hands(1)[0]
    frames[3, :9] = [-0.4, 1.7, 0.1, 2.6, -1.1, 0, 1.2, 1.3, 0]
    assert read_sequence(save("a.npy", frames))[1].all()


def test_files_that_are_damaged(tmp_path, hands):
    np.savez(tmp_path / "cut.npz", sequences=hands(3))
    (tmp_path / "cut.npz").write_bytes((tmp_path / "cut.npz").read_bytes()[:2000])
    (tmp_path / "text.npy").write_text("<html>")
    np.savez(tmp_path / "names.npz", a=np.zeros(3), b=np.zeros(3))
    (tmp_path / "nil.npy").touch()
    for name, words in {
        "cut.npz#0": r"cut\.npz is damaged or no NumPy file",
        "text.npy": r"text\.npy (is damaged|holds Python objects)",
        "names.npz#0": r"names\.npz holds the arrays a \(3,\), b \(3,\): no sequences",
        "nil.npy": "is empty",
        "gone.npy": "isn't there",
    }.items():
        with pytest.raises(ClipError, match=words):
            read_sequence(tmp_path / name)
    with pytest.raises(DataError, match="is gone"):
        read_sequence(tmp_path / "away" / "a.npy")
