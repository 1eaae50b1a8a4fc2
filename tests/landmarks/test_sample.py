import numpy as np

from signkit.landmarks import Landmarks


def test_take_keeps_the_order_asked_for(four_photos):
    taken = four_photos.take([3, 0])
    assert taken.hash.tolist() == ["h3", "h0"]
    assert (taken.image_points[1] == four_photos.image_points[0]).all()
    assert len(four_photos.take(four_photos.present.all(axis=1))) == 1


def test_join(four_photos):
    joined = Landmarks.join([four_photos.take([1]), four_photos.take([0, 2])])
    assert joined.hash.tolist() == ["h1", "h0", "h2"]
    assert joined.present.tolist() == [[True, True], [True, False], [False, False]]
    assert joined.found_by.dtype == np.int8


def test_join_of_nothing_is_empty():
    assert len(Landmarks.join([])) == 0
    assert Landmarks.join([]).image_points.shape == (0, 2, 21, 3)
