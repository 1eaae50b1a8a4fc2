import numpy as np

from signkit.report.photos.clip_looks import (
    counting,
    load_clip_looks,
    save_clip_looks,
    shown_frames,
)


def test_looks_come_back_as_they_were(make_look, tmp_path):
    looks = [make_look(), make_look(pictures=None, picture_seconds=None, predicted="maaf")]
    back = load_clip_looks(save_clip_looks(tmp_path / "looks.npz", looks))
    assert [look.right for look in back] == [True, False]
    assert back[1].pictures is None
    np.testing.assert_allclose(back[0].hands, looks[0].hands, atol=1e-3)
    np.testing.assert_allclose(back[0].seconds, looks[0].seconds)
    np.testing.assert_array_equal(back[0].present[:, 0], [False] * 2 + [True] * 10)


def test_importance_over_time_adds_up_points(make_look):
    over_time = make_look().over_time
    assert (over_time[8], over_time[5]) == (1.0, 0.5)


def test_of_each_part_the_frame_that_counts_most_is_shown(make_look):
    look = make_look(lost=np.zeros(12))
    frames, marked = shown_frames(look)
    # Twelve frames in six parts of two: of the third it is 5, of the fifth 8, else the second.
    assert frames == [1, 3, 5, 7, 8, 11]
    assert marked == [5, 8]


def test_frames_without_hands_are_shown_only_where_there_is_nothing_else(make_look):
    frames, _ = shown_frames(make_look(), most=4)
    assert frames[0] == 2


def test_what_hiding_costs_decides_where_it_costs_anything(make_look):
    look = make_look()
    lost = np.zeros(12)
    lost[3] = 0.2
    assert counting(look).argmax() == 8
    assert counting(make_look(lost=lost)).argmax() == 3
    assert counting(make_look(lost=np.full(12, 0.001))).argmax() == 8
    assert not counting(make_look(lost=None, points=None)).any()


def test_a_clip_of_few_frames_shows_them_all(make_look):
    assert shown_frames(make_look(), most=20)[0] == list(range(12))
