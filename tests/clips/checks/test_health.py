import numpy as np
import pandas as pd
import pytest

from signkit.clips.checks.health import ISSUES, check_clips
from signkit.clips.listing.catalog import open_clips
from signkit.errors import DataError


@pytest.fixture
def save(tmp_path):
    def write(name, array):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, sequences=array) if name.endswith(".npz") else np.save(file, array)

    return write


def noise(frames, seed=0):
    return [
        np.random.default_rng((seed, number)).integers(0, 256, (48, 64, 3))
        for number in range(frames)
    ]


def grainy(picture, frames):
    """A camera's film of a photo: large, and no frame quite like the one before."""
    large = np.clip(np.kron(picture, np.ones((5, 5, 1))), 5, 250)
    rng = np.random.default_rng(1)
    return [large + rng.integers(-3, 4, large.shape) for _ in range(frames)]


@pytest.fixture
def sick(film, save, hands, tmp_path):
    """Two classes with one of every trouble."""
    for number in range(4):
        film(f"a/{number}.avi", frames=20)
        save(f"b/{number}.npy", hands(1, seed=number)[0])
    film("a/fast.avi", rate=25.0, frames=40)
    film("a/blink.avi", frames=4)
    film("a/photo.mp4", pictures=grainy(noise(1)[0], 20))
    cut = film("a/cut.avi", pictures=noise(40))
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
    (tmp_path / "a/page.mp4").write_text("<html>not found</html>")
    save("b/pixels.npy", hands(1)[0] * 640)
    nobody, still = np.zeros((12, 126)), hands(1)[0].repeat(1, axis=0)
    still[:] = still[0]
    still[3] = 0  # the hand gone for a frame is no motion of it
    save("b/pair.npz", np.stack([nobody, still]))
    save("b/short.npy", hands(1, frames=7)[0])
    save("b/width.npy", np.full((12, 63), 0.5))
    for number, frame in enumerate(hands(1, seed=9)[0]):
        save(f"b/gaps/img_{number}.npy", frame)
    (tmp_path / "b/gaps/img_4.npy").unlink()
    return open_clips(tmp_path)


def test_every_trouble_is_found_once(sick):
    health = check_clips(sick, progress=False)
    assert {(row.path, row.issue) for row in health.issues.itertuples()} == {
        ("a/page.mp4", "unreadable"),
        ("b/pixels.npy", "unreadable"),
        ("a/cut.avi", "cut_off"),
        ("b/pair.npz#0", "no_hands"),
        ("a/photo.mp4", "no_motion"),
        ("b/pair.npz#1", "no_motion"),
        ("a/blink.avi", "short"),
        ("b/short.npy", "short"),
        ("b/short.npy", "odd_length"),
        ("b/width.npy", "unknown_layout"),
        ("b/gaps", "gaps"),
        ("a/fast.avi", "odd_rate"),
    }
    assert list(health.issues.columns) == ["path", "label", "issue", "detail"]
    assert health.issues["issue"].map(list(ISSUES).index).is_monotonic_increasing
    detail = health.issues.set_index("path")["detail"]
    assert detail["a/fast.avi"] == "25.0 frames a second, most have 10"
    assert detail["a/blink.avi"] == "4 frames, 0.4 seconds"
    assert detail["b/short.npy"].tolist() == ["7 frames, most have 12", "7 frames"]
    assert detail["b/gaps"] == "frame 4 is missing"
    assert "63 numbers a frame (one hand alone" in detail["b/width.npy"]
    assert detail["a/cut.avi"].endswith("of 40 frames")
    assert "convert it to MP4" in detail["a/page.mp4"]
    assert "look like pixels" in detail["b/pixels.npy"]


def test_what_is_known_of_each(sick):
    clips = check_clips(sick, progress=False).clips.set_index("path")
    columns = ["kind", "width", "height", "frames", "moving"]
    assert clips.loc["a/0.avi", columns].tolist() == ["video", 64, 48, 20, True]
    assert clips.loc["a/0.avi", ["rate", "seconds"]].tolist() == pytest.approx([10, 2])
    assert clips.loc["b/0.npy", columns].tolist() == ["sequence", 0, 0, 12, True]
    assert clips.loc["a/photo.mp4", "moving"] == False  # noqa: E712
    assert clips.loc["a/page.mp4", ["frames", "rate", "seconds"]].tolist() == [0, 0, 0]


def test_usable_clips_and_the_count_of_the_others(sick):
    usable = check_clips(sick, progress=False).usable()
    assert len(sick) - len(usable) == 3
    assert "3 clips can't be read and were left out, such as a/page.mp4" in usable.notes[-1]
    assert usable.table.index.tolist() == list(range(len(usable)))
    again = check_clips(usable, progress=False)
    assert again.usable() is usable


def test_too_little_is_left(save, hands, tmp_path):
    save("a/1.npy", hands(1)[0])
    for name in ("b/1.npy", "c/1.npy"):
        save(name, hands(1)[0] * 640)
    catalog = open_clips(tmp_path)
    words = r"2 clips can't .* Nothing is left of the classes b, c\. .*look like pixels"
    with pytest.raises(DataError, match=words):
        check_clips(catalog, progress=False).usable()


def test_summary(sick, capsys):
    health = check_clips(sick)
    assert "Checking clips" in "".join(capsys.readouterr())
    table = health.summary()
    assert table.columns.tolist() == ["finding", "count", "meaning", "example"]
    table = table.set_index("finding")
    assert table.loc["clips", "meaning"] == "in 2 classes: 10 sequences, 9 videos"
    assert table.loc["class balance", "meaning"] == "'a' has 9, 'b' 10 clips"
    assert table.loc["length", "meaning"].startswith("0.4 to 2.0 seconds, median 2.0")
    assert table.loc["motion", "meaning"] == "in every class"
    assert table.loc["no motion", "count"] == "2"
    assert table.loc["unreadable", "example"].startswith("a/page.mp4: ")


def test_classes(sick):
    table = check_clips(sick, progress=False).by_class()
    assert table.loc["a", ["clips", "without_motion", "frames"]].tolist() == [9, 1, 20]
    assert table.loc["a", "seconds"] == pytest.approx(2)
    assert table.loc["b", ["clips", "frames"]].tolist() == [10, 12]
    assert pd.isna(table.loc["b", "seconds"])


def test_classes_that_are_photos_are_told(save, hands, tmp_path):
    moving = hands(3, seed=1)
    save("wave.npz", moving)
    save("stop.npz", moving[:, :1].repeat(12, axis=1))
    health = check_clips(open_clips(tmp_path), progress=False)
    words = health.summary().set_index("finding")["meaning"]
    assert words["motion"] == (
        "none in 1 of 2 classes: stop; that alone tells them from the others, so accuracy says "
        "little"
    )
    assert words["length"] == "12 to 12 frames, median 12"


def test_an_uneven_set_is_told(save, hands, tmp_path):
    save("many.npz", hands(7))
    save("few.npz", hands(2, seed=1))
    words = check_clips(open_clips(tmp_path), progress=False).summary().set_index("finding")
    assert words.loc["class balance", "count"] == "3.50"
    assert words.loc["class balance", "meaning"].endswith("3.5 times as many; use class weights")


def test_only_clips_that_can_not_be_read(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.mp4").write_text("no video")
    health = check_clips(open_clips(tmp_path), progress=False)
    assert health.summary().set_index("finding").loc["unreadable", "count"] == "2"
    assert health.summary().set_index("finding").loc["length", "meaning"] == "unknown"


def test_real_sequences(real_data):
    health = check_clips(open_clips(real_data / "bisindo-word-sequences"), progress=False)
    still = health.by_class()["without_motion"]
    assert (still == 0).sum() == 4
    assert (still == 300).sum() == 11
    assert set(health.issues["issue"]) == {"no_motion"}
