import numpy as np
from hand_ways import found

from signkit.clips.tracking.further_looks import Looks, Moment

IMAGE = np.zeros((8, 8, 3), np.uint8)


class Eyes:
    """A detector that sees what it is told in the frame whose first pixel is the number."""

    max_hands = 2

    def __init__(self, first=None, second=None):
        self.first, self.second, self.log = first or {}, second or {}, []

    def look(self, image, look, max_hands):
        self.log.append(int(image[0, 0, 0]))
        return [found(x, by=1) for x in self.first.get(self.log[-1], [])]

    def second_look(self, image, first):
        self.log.append(int(image[0, 0, 0]))
        return [found(x, by=5) for x in self.second.get(self.log[-1], [])]


def run(eyes, hands, patience=50, still=()):
    """Numbers of hands after all looks, for the x of hands followed in each frame."""
    looks, moments = Looks(eyes, 1.0, patience), []
    for number, xs in enumerate(hands):
        moments.append(Moment(IMAGE + number, [found(x) for x in xs], number in still))
        looks.add(moments[-1])
    return [len(moment.hands) for moment in moments]


def test_looks_go_on_from_a_hand_as_long_as_they_find_it():
    eyes = Eyes({3: [0.3], 4: [0.3], 7: [0.3]})
    assert run(eyes, [[], [], [0.3], [], [], [], [], []]) == [0, 0, 1, 1, 1, 0, 0, 0]
    assert eyes.log == [1, 3, 4, 5]  # one backwards, and as far forwards as it was found, and one


def test_looks_go_backwards():
    eyes = Eyes({1: [0.3], 2: [0.3]})
    assert run(eyes, [[], [], [], [0.3]]) == [0, 1, 1, 1]
    assert eyes.log == [2, 1, 0]


def test_each_frame_is_looked_at_once():
    eyes = Eyes()
    assert run(eyes, [[0.3], [], [0.3]]) == [1, 0, 1]
    assert eyes.log == [1]


def test_a_find_far_from_the_hand_beside_it_is_not_believed():
    assert run(Eyes({1: [0.9]}), [[0.3], []]) == [1, 0]


def test_second_hand_beside_two():
    eyes = Eyes(second={1: [0.7], 2: [0.7]})
    assert run(eyes, [[0.3, 0.7], [0.3], [0.3], [0.3]]) == [2, 2, 2, 1]


def test_second_hand_that_is_not_the_missing_one():
    assert run(Eyes(second={1: [0.1]}), [[0.4, 0.9], [0.4]]) == [2, 1]


def test_now_and_then_where_nothing_is_seen_and_back_from_there():
    eyes = Eyes({5: [0.3], 6: [0.3], 7: [0.3]})
    assert run(eyes, [[]] * 9, patience=4) == [0, 0, 0, 0, 0, 1, 1, 1, 0]
    assert eyes.log[:2] == [1, 5]


def test_never_again_at_what_does_not_move():
    eyes = Eyes()
    run(eyes, [[]] * 20, patience=4, still=range(1, 20))
    assert eyes.log == [1]
