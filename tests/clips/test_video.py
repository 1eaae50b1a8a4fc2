import struct

import cv2
import numpy as np
import pytest

from signkit.clips.names import is_video
from signkit.clips.video import (
    VideoFacts,
    frames_at,
    grab_frames,
    is_cut_off,
    measure,
    probe,
    read_frames,
    read_moments,
)
from signkit.errors import ClipError, DataError


def numbers(frames):
    """Which frames of a film these are, by their brightness."""
    return [round(float(frame.mean()) / 10) - 1 for frame in frames]


def seconds_of(path, rate):
    return [round(seconds, 3) for seconds, _ in read_frames(path, rate)]


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.AVI", "a.webm", "a.mkv"])
def test_kinds_of_files(film, name):
    path = film(name)
    assert probe(path) == VideoFacts(width=64, height=48, rate=10, frames=20, seconds=2)
    found = measure(path)
    assert found.frames == 20
    assert found.rate == pytest.approx(10)
    assert found.seconds == pytest.approx(2)
    seconds, frames = zip(*read_frames(path, 10), strict=True)
    assert np.allclose(seconds, np.arange(20) / 10)
    assert numbers(frames) == list(range(20))
    assert frames[0].shape == (48, 64, 3)
    assert frames[0].dtype == np.uint8


def test_red_stays_red(film):
    red = np.zeros((48, 64, 3))
    red[..., 2] = 250  # the writer takes BGR
    _, frame = next(read_frames(film("a.avi", pictures=[red] * 3), 10))
    assert frame[..., 0].min() > 200
    assert frame[..., 1:].max() < 50


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (5, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (4, [0, 0.3, 0.5, 0.8, 1]),  # 0.25 and 0.75 have no frame: the one after
        (10, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
        (15, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),  # never one twice
        (0.5, [0]),
    ],
)
def test_frames_are_taken_by_the_clock(film, rate, expected):
    assert seconds_of(film("a.avi", frames=11), rate) == expected


def test_skipped_frames_are_not_made_into_pictures(film, monkeypatch):
    path = film("a.avi", frames=11)
    converted = []
    colours = cv2.cvtColor
    monkeypatch.setattr(cv2, "cvtColor", lambda *a: converted.append(1) or colours(*a))
    assert len(list(read_frames(path, 5))) == len(converted) == 6


def test_small_pictures_keep_their_shape(film):
    path = film("a.avi", size=(48, 96))
    sizes = {short: next(read_frames(path, 1, short))[1].shape for short in (24, 48, 500)}
    assert sizes == {24: (24, 48, 3), 48: (48, 96, 3), 500: (48, 96, 3)}


def matrix(path, *values):
    """Put a rotation or stretch (a, b, c, d) into the header of an .mp4's only track."""
    content = path.read_bytes()
    place = content.index(b"tkhd") + 4 + 40  # after a header of version 0
    a, b, c, d = values
    fixed = [a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30]
    path.write_bytes(content[:place] + struct.pack(">9i", *fixed) + content[place + 36 :])


@pytest.mark.parametrize(
    ("values", "shape", "corner"),
    [
        ((1, 0, 0, 1), (48, 64), (0, 0)),
        ((0, 1, -1, 0), (64, 48), (0, -1)),  # a quarter turn clockwise
        ((-1, 0, 0, -1), (48, 64), (-1, -1)),
        ((0, -1, 1, 0), (64, 48), (-1, 0)),
        ((2, 0, 0, 1), (48, 128), (0, 0)),  # wide pixels
    ],
)
def test_frames_are_turned_and_stretched_as_shown(film, values, shape, corner):
    picture = np.full((48, 64, 3), 30)
    picture[:12, :16] = 250  # top left
    path = film("a.mp4", pictures=[picture] * 5)
    matrix(path, *values)
    facts = probe(path)
    _, frame = next(read_frames(path, 10))
    assert (facts.height, facts.width) == shape == frame.shape[:2]
    corners = {(y, x): frame[y, x].mean() for y in (0, -1) for x in (0, -1)}
    assert max(corners, key=corners.get) == corner
    assert sorted(corners.values())[2] < 90


def grow(content, place, extra, boxes):
    """Put bytes into an .mp4's header and tell the boxes around them."""
    content = bytearray(content[:place] + extra + content[place:])
    for box in boxes:
        start = content.index(box) - 4
        size = struct.unpack_from(">I", content, start)[0]
        struct.pack_into(">I", content, start, size + len(extra))
    return content


AROUND = (b"stbl", b"minf", b"mdia", b"trak", b"moov")


def test_wide_pixels_of_a_lying_film_make_it_narrow(film):
    path = film("a.mp4", frames=3)
    matrix(path, 0, 1, -1, 0)
    content = path.read_bytes()
    start = content.index(b"mp4v") - 4
    end = start + struct.unpack_from(">I", content, start)[0]
    wide = struct.pack(">I4s2I", 16, b"pasp", 2, 1)
    path.write_bytes(grow(content, end, wide, (b"mp4v", b"stsd", *AROUND)))
    assert (probe(path).height, probe(path).width) == (64, 24)
    assert next(read_frames(path, 10))[1].shape[:2] == (64, 24)


def longer_second_half(path):
    """Make the last ten of an .mp4's twenty frames last .3 s instead of .1 s."""
    content = bytearray(path.read_bytes())
    place = content.index(b"stts") + 8
    assert struct.unpack_from(">3I", content, place) == (1, 20, 1024)
    struct.pack_into(">3I", content, place, 2, 10, 1024)
    content = grow(content, place + 12, struct.pack(">2I", 10, 3072), (b"stts", *AROUND))
    while (start := content.find(b"elst")) > 0:  # an edit list would cut the frames that are late
        content[start : start + 4] = b"free"
    path.write_bytes(content)


def test_a_variable_rate_is_sampled_by_time(film):
    path = film("a.mp4")
    longer_second_half(path)
    seconds, frames = zip(*read_frames(path, 5), strict=True)
    assert np.allclose(seconds, [0, 0.2, 0.4, 0.6, 0.8, *(1 + 0.3 * np.arange(10))])
    assert numbers(frames) == [0, 2, 4, 6, 8, *range(10, 20)]
    assert measure(path).rate == pytest.approx(19 / 3.7)


class Scripted:
    """A video as OpenCV might show it: time stamps in milliseconds and a frame rate."""

    def __init__(self, stamps, rate, count=0, damaged=()):
        self.stamps, self.rate, self.count, self.damaged = stamps, rate, count, damaged
        self.place = -1

    def __call__(self, path):
        self.place = -1
        return self

    def isOpened(self):
        return True

    def set(self, name, value):
        return True

    def get(self, name):
        return {
            cv2.CAP_PROP_FPS: self.rate,
            cv2.CAP_PROP_POS_MSEC: self.stamps[max(0, min(self.place, len(self.stamps) - 1))],
            cv2.CAP_PROP_FRAME_COUNT: self.count,
            cv2.CAP_PROP_FRAME_WIDTH: 8,
            cv2.CAP_PROP_FRAME_HEIGHT: 8,
        }.get(name, 0)

    def grab(self):
        self.place += 1
        return self.place < len(self.stamps)

    def retrieve(self):
        if self.place in self.damaged:
            return False, None
        return True, np.full((8, 8, 3), 10 * (self.place + 1), np.uint8)

    def release(self):
        pass


@pytest.fixture
def scripted(tmp_path, monkeypatch):
    def make(*args, **options):
        path = tmp_path / "a.webm"
        path.write_bytes(b"x")
        monkeypatch.setattr(cv2, "VideoCapture", Scripted(*args, **options))
        return path

    return make


@pytest.mark.parametrize(
    ("stamps", "rate", "expected"),
    [
        ([0, 100, 200, 300], 1000, [0, 0.1, 0.2, 0.3]),  # stamps are believed, 1,000 fps is not
        ([0, 33, 67, 100], 30, [0, 0.033, 0.067, 0.1]),
        ([500, 600, 700, 800], 10, [0, 0.1, 0.2, 0.3]),  # from the first frame on
        ([0, 0, 0, 0], 10, [0, 0.1, 0.2, 0.3]),  # no stamps: by the rate
        ([0, 0, 0, 0], 0, [0, 0.033, 0.067, 0.1]),  # nothing is known: 30 a second
        ([0, 0, 0, 0], float("nan"), [0, 0.033, 0.067, 0.1]),
        ([0, 100, float("nan"), 300], 10, [0, 0.1, 0.2, 0.3]),
        ([0, 100, 50, 300], 10, [0, 0.1, 0.2, 0.3]),  # never back
    ],
)
def test_times_that_can_not_be_believed(scripted, stamps, rate, expected):
    path = scripted(stamps, rate)
    assert [round(seconds, 3) for seconds, _ in grab_frames(path)] == expected
    assert probe(path).rate == (rate if rate in (10, 30) else 0)


def test_rounded_stamps_lose_no_frame(scripted):
    path = scripted([0, 33, 66, 100, 133, 166, 200], 30)  # 66 instead of 66.7
    assert seconds_of(path, 15) == [0, 0.066, 0.133, 0.2]


def test_frames_missed_are_not_made_up_for(scripted):
    path = scripted([0, 1000, 1020, 1040, 1060, 1080], 50)
    assert seconds_of(path, 15) == [0, 1, 1.08]


def test_headers_that_count_no_frames(scripted):
    assert probe(scripted([0], 1000, count=4000)) == VideoFacts(8, 8, 0, 0, 4)
    assert probe(scripted([0], 30, count=-1)) == VideoFacts(8, 8, 30, 0, 0)


def test_a_damaged_frame_is_passed_over(scripted):
    path = scripted([0, 100, 200, 300, 400], 10, damaged=(2,))
    assert seconds_of(path, 5) == [0, 0.3, 0.4]
    assert numbers(read_moments(path, [0.2])) == [3]
    with pytest.raises(ClipError, match=r"a\.webm.*not one of its frames can be decoded"):
        list(read_frames(scripted([0, 100], 10, damaged=(0, 1)), 5))


def test_a_video_cut_off_gives_what_it_has(film):
    rng = np.random.default_rng(0)
    path = film("a.avi", pictures=[rng.integers(0, 256, (48, 64, 3)) for _ in range(40)])
    said = probe(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert probe(path) == said
    found = measure(path)
    assert 15 <= found.frames <= 22
    assert found.seconds == pytest.approx(found.frames / 10)
    assert len(list(read_frames(path, 10))) == found.frames
    assert is_cut_off(said, found)
    assert not is_cut_off(said, said)
    assert not is_cut_off(VideoFacts(8, 8, 0, 0, 0), found)  # a header that says nothing


def test_files_that_are_no_videos(film, tmp_path):
    cut = film("cut.mp4")
    cut.write_bytes(cut.read_bytes()[:900])  # its index stood at the end
    (tmp_path / "page.mp4").write_text("<html>not found</html>")
    (tmp_path / "nil.mp4").touch()
    for name in ("cut.mp4", "page.mp4"):
        for read in (probe, measure, lambda path: next(read_frames(path, 10))):
            with pytest.raises(ClipError, match=rf"{name} is damaged.*convert it to MP4"):
                read(tmp_path / name)
    with pytest.raises(ClipError, match=r"nil\.mp4 is empty \(0 bytes\)\. Copy it again"):
        probe(tmp_path / "nil.mp4")
    with pytest.raises(ClipError, match=r"gone\.mp4 isn't there"):
        probe(tmp_path / "gone.mp4")
    with pytest.raises(DataError, match=r"The folder .*away is gone\. Mount"):
        probe(tmp_path / "away" / "a.mp4")


def test_moments_in_any_order(film):
    path = film("a.avi")
    frames = read_moments(path, [1.0, 0, 0.25, 0, 99])
    assert numbers(frames) == [10, 0, 3, 0, 19]
    assert frames.shape == (5, 48, 64, 3)
    assert frames.dtype == np.uint8
    every = np.stack([frame for _, frame in read_frames(path, 10)])
    assert numbers(frames_at(every, 10, [1.0, 0, 0.25, 0, 99])) == [10, 0, 3, 0, 19]
    fitted = read_moments(path, [0.5], lambda frame: frame[:4, :5])
    assert fitted.shape == (1, 4, 5, 3)


def test_real_clips(real_data):
    path = real_data / "fsl-greetings-video" / "data_action" / "hello" / "3.MOV"
    assert measure(path) == probe(path)
    seconds, frames = zip(*read_frames(path, 15, short_side=180), strict=True)
    assert np.abs(np.diff(seconds) - 1 / 15).max() < 1e-3
    assert 58 <= len(frames) <= 64
    assert frames[0].shape == (180, 320, 3)


def facts(frames, seconds, rate=30.0):
    return VideoFacts(64, 48, rate, frames, seconds)


@pytest.mark.parametrize(
    ("said", "found", "cut"),
    [
        ((24, 1.68), (24, 1.49), False),  # the last frame of a variable rate is shown for long
        ((120, 2.0), (43, 2.03), False),  # counted from the duration, as of WebM
        ((43, 1.8), (43, 2.03), False),
        ((120, 2.0), (50, 0.8), True),
        ((0, 2.0), (50, 0.8), True),
        ((0, 0.0), (50, 0.8), False),  # nothing is announced
    ],
)
def test_a_clip_with_all_its_frames_or_all_its_time_is_whole(said, found, cut):
    assert is_cut_off(facts(*said), facts(*found)) == cut


@pytest.mark.parametrize("suffix", [".mpg", ".TS", ".mts", ".wmv", ".3gp", ".ogv", ".flv"])
def test_endings_of_cameras_phones_and_discs(film, tmp_path, suffix):
    """FFmpeg tells what a file is by its content: its ending only makes it a clip."""
    path = film("a.avi").rename(tmp_path / f"a{suffix}")
    assert is_video(path)
    assert measure(path).frames == 20
