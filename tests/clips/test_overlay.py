import cv2
import numpy as np
import pytest
from PIL import Image

from signkit.clips import overlay
from signkit.clips.overlay import GREY, draw_clip, drawn_frames, write_video
from signkit.clips.sample import INTERPOLATED, TRACKED, Clips
from signkit.errors import ClipError
from signkit.landmarks.hand import LEFT, RIGHT
from signkit.landmarks.overlay import COLOURS


@pytest.fixture
def clip():
    """Six frames: a right hand in the first four, filled in in the fourth."""
    made = Clips.empty([6])
    made.rate[:], made.size[:] = 10, (240, 320)
    made.image_points[:4, RIGHT] = np.linspace(0.3, 0.6, 21)[:, None]
    made.origin[:4, RIGHT] = [TRACKED, TRACKED, TRACKED, INTERPOLATED]
    return made


def near(picture, colour):
    """How many pixels have about this colour."""
    return (np.abs(picture.astype(int) - colour).max(axis=-1) < 40).sum()


def test_skeletons_where_hands_are_paler_where_filled(film, clip):
    path = film("a.avi", frames=6, rate=10.0, size=(240, 320))
    pictures = list(drawn_frames(path, clip))
    assert [picture.shape for picture in pictures] == [(240, 320, 3)] * 6
    blue = [near(picture, COLOURS[RIGHT]) for picture in pictures]
    assert min(blue[:3]) > 100
    assert not any(blue[3:])
    plain = int(pictures[4][0, 0, 0])
    changed = [(np.abs(p.astype(int) - int(p[0, 0, 0])).max(-1) > 20).sum() for p in pictures]
    assert changed[3] > 100  # drawn, but paler
    assert changed[4] == changed[5] == 0
    assert plain == pytest.approx(50, abs=8)


def test_a_slow_videos_pictures_are_shown_longer(film, clip):
    pictures = list(drawn_frames(film("a.avi", frames=3, rate=5.0, size=(240, 320)), clip))
    bright = [int(picture[0, 0, 0]) for picture in pictures]
    assert bright == pytest.approx([10, 10, 20, 20, 30, 30], abs=8)


def test_skeletons_on_grey_without_a_video(clip):
    clip.size[:] = 0
    clip.image_points[:, LEFT] = clip.image_points[:, RIGHT] + 0.9  # beyond the frame
    clip.origin[:, LEFT] = clip.origin[:, RIGHT]
    pictures = list(drawn_frames(None, clip))
    assert len(pictures) == 6
    assert pictures[0].shape[0] == pictures[0].shape[1]
    assert (pictures[5] == GREY).all()
    for slot in (RIGHT, LEFT):
        assert near(pictures[0], COLOURS[slot]) > 100


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_the_video_can_be_read_again(film, clip, tmp_path, suffix):
    path = film("a.avi", frames=6, rate=10.0, size=(241, 321))
    written = draw_clip(path, clip, tmp_path / "out" / f"drawn{suffix}")
    if written.suffix == ".webp":
        pytest.skip("this OpenCV writes no such videos")
    video = cv2.VideoCapture(str(written))
    code = int(video.get(cv2.CAP_PROP_FOURCC)).to_bytes(4, "little").decode()
    frames = 0
    while video.grab():
        frames += 1
    assert frames == 6
    assert code.upper() in ("VP09", "VP90", "VP80")  # what browsers play
    assert video.get(cv2.CAP_PROP_FPS) == pytest.approx(10)


def test_webp_where_no_video_can_be_written(clip, tmp_path, monkeypatch):
    monkeypatch.setattr(overlay, "_writer", lambda *_: cv2.VideoWriter())
    written = draw_clip(None, clip, tmp_path / "drawn.mp4")
    assert written.name == "drawn.webp"
    with Image.open(written) as moving:
        assert moving.n_frames == 3  # equal pictures are one, shown longer


def test_one_clip_at_a_time(clip, tmp_path):
    with pytest.raises(ValueError, match="one clip, and was given 2"):
        draw_clip(None, Clips.join([clip, clip]), tmp_path / "x.mp4")


def test_what_can_not_be_written(tmp_path):
    with pytest.raises(ClipError, match=r"x\.gif is no \.mp4 or \.webm"):
        write_video([], 10, tmp_path / "x.gif")
    with pytest.raises(ClipError, match="no picture"):
        write_video([], 10, tmp_path / "x.mp4")
