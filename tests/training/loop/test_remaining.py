import pytest

from signkit.settings.plans import read_plan
from signkit.training.loop.remaining import left, say

PLAN = read_plan("visual 4 1e-3; landmark 2 1e-3; end_to_end 3 1e-5")


def lines(stage, *seconds):
    return [{"stage": stage, "seconds": s} for s in seconds]


def test_before_the_first_epoch_nobody_knows():
    assert left(PLAN, [], 0, 0) is None


def test_stages_to_come_are_taken_at_the_slowest_pace():
    # The first epoch compiles: the median of 30, 10, 10 counts. 1 + 2 + 3 epochs are left.
    assert left(PLAN, lines("visual", 30, 10, 10), 0, 3) == (60, False)


def test_two_epochs_are_timed_by_the_one_that_did_not_compile():
    assert left(PLAN[:1], lines("visual", 30, 10), 0, 2) == (20, True)


def test_a_first_epoch_is_timed_from_its_first_step():
    # 1.5 of 4 epochs are done, at 8 s each: 2.5 more, and 2 + 3 of later stages.
    assert left(PLAN, [], 0, 1.5, measured=8) == (2.5 * 8 + 5 * 8, False)
    assert left(PLAN[:1], lines("visual", 60), 0, 1, measured=8) == (24, True)


def test_stages_that_were_timed_are_exact():
    timed = lines("visual", 10, 10, 10, 10) + lines("landmark", 1, 1) + lines("end_to_end", 20)
    assert left(PLAN, timed, 2, 1) == (40, True)


@pytest.mark.parametrize(
    ("seconds", "exact", "words"),
    [
        (40.4, True, "40 s"),
        (300, False, "at most 5 min"),
        (6000, True, "1 h 40 min"),
        (3590, True, "1 h 0 min"),
    ],
)
def test_time_is_said_as_one_would(seconds, exact, words):
    assert say(seconds, exact) == words
