import cv2
import numpy as np
import pytest

from signkit.report.photos.clip_look_plot import _cut, plot_clip_look, read_frames, title, view_box
from signkit.report.texts import texts


def test_the_box_holds_all_hands(make_look):
    left, top, side = view_box(make_look())
    # x from -0.1 to 0.1, y from -0.1 + 0.04 to 0.1 + 0.22: the middle is 0, 0.13.
    assert side == pytest.approx(0.38 * 1.35)
    assert (left, top) == pytest.approx((-side / 2, 0.13 - side / 2))


def test_without_hands_the_whole_frame_is_shown(make_look):
    assert view_box(make_look(hands=np.full((12, 2, 21, 2), np.nan))) == (-0.5, -0.5, 1.0)


def test_the_cut_lies_where_the_box_does():
    image = np.zeros((100, 200, 3), np.uint8)
    image[40:60, 150:170] = 255  # in frame widths from the middle: x .25 to .35, y -.05 to .05
    inside = _cut(image, (0.25, -0.05, 0.1))
    assert inside[20:-20, 20:-20].min() == 255
    wider = _cut(image, (0.2, -0.1, 0.2))
    assert wider[180, 180, 0] == 255
    assert wider[20, 20, 0] == 0


def test_beyond_the_frame_there_is_grey():
    assert len(np.unique(_cut(np.zeros((50, 50, 3), np.uint8), (0.6, 0.6, 0.2)))) == 1


def test_the_figure_has_moments_and_a_curve(make_look):
    figure = plot_clip_look(make_look(predicted="maaf"), language="id")
    *moments, curve = figure.axes
    assert len(moments) == 6
    marked = [any(s.get_visible() for s in axes.spines.values()) for axes in moments]
    assert sum(marked) == 2
    assert curve.get_ylim()[1] == pytest.approx(0.3)
    assert "detik" in moments[0].get_xlabel()
    assert figure.get_suptitle() == "sebenarnya halo, diprediksi maaf, 75%"


def test_what_the_model_does_not_look_at_is_left_out(make_look):
    look = make_look(points=None, lost=None, hands=np.full((12, 2, 21, 2), np.nan))
    figure = plot_clip_look(look)
    assert len(figure.legends[0].get_texts()) == 1
    assert title(look, texts()) == "halo: named rightly, 75\N{NO-BREAK SPACE}%"


def test_frames_are_read_from_the_video(make_look, tmp_path):
    (tmp_path / "halo").mkdir()
    file = str(tmp_path / "halo" / "one.avi")
    video = cv2.VideoWriter(file, cv2.VideoWriter_fourcc(*"MJPG"), 15, (32, 32))
    for frame in range(16):
        video.write(np.full((32, 32, 3), 10 * frame, np.uint8))
    video.release()
    look = make_look(path="halo/one.avi", seconds=np.arange(12) / 15)
    images, why = read_frames(look, [2, 9], tmp_path)
    assert images.mean(axis=(1, 2, 3)) == pytest.approx([20, 90], abs=3)
    assert why == ""


def test_what_cannot_be_read_is_said_and_sequences_have_nothing_to_read(make_look, tmp_path):
    images, why = read_frames(make_look(), [2], tmp_path)
    assert images is None
    assert "halo" in why
    assert read_frames(make_look(path="a/1.npy"), [2], tmp_path) == (None, "")
    assert read_frames(make_look(), [2], None) == (None, "")
