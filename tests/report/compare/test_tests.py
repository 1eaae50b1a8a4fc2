import json
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from signkit.evaluation.paired import mcnemar
from signkit.report.compare.runs import read_runs
from signkit.report.compare.tests import (
    Pair,
    Repeated,
    chosen,
    compare_pairs,
    compare_repeats,
    corrected_t,
    pairs_of,
    verdict,
)


def test_a_verdict_needs_both_p_and_interval():
    assert verdict(0.01, 0.1, 0.2) == "better"
    assert verdict(0.01, -0.2, -0.1) == "worse"
    assert verdict(0.01, -0.1, 0.2) == "nobody_can_tell"
    assert verdict(0.05, 0.1, 0.2) == "nobody_can_tell"


def test_pairs_are_tested_on_the_same_photos(make_runs):
    good, bad = read_runs(make_runs("good", "bad", skill=[9.0, 1.0]))[0]
    (pair,) = compare_pairs([(good, bad)])
    assert isinstance(pair, Pair)
    assert (pair.photos, pair.over, pair.verdict) == (60, "groups", "better")
    assert pair.difference == pytest.approx(
        good.figures()["accuracy"] - bad.figures()["accuracy"], abs=1e-12
    )
    expected = mcnemar(good.photos["right"], bad.photos["right"])
    assert (pair.first_only, pair.second_only, pair.p) == expected[:3]
    assert compare_pairs([(bad, good)])[0].verdict == "worse"


def test_p_is_corrected_for_the_number_of_pairs(make_runs):
    runs = read_runs(make_runs("a", "b", "c", skill=[6.0, 2.0, 2.2]))[0]
    alone = compare_pairs([(runs[0], runs[1])])[0].p
    together = compare_pairs([(runs[0], runs[1]), (runs[0], runs[2]), (runs[1], runs[2])])
    assert together[0].p >= min(1, 2 * alone)


def test_a_run_against_itself_is_open(make_runs):
    one, other = read_runs(make_runs("a", "b"))[0]
    (pair,) = compare_pairs([(one, other)])
    assert (pair.difference, pair.p, pair.verdict) == (0, 1, "nobody_can_tell")


def test_all_pairs_up_to_six_runs_then_the_chosen_one(make_runs):
    runs = read_runs(make_runs(*"abcdefg", skill=[3, 4, 5, 6, 7, 8, 9]))[0]
    assert len(pairs_of(runs[:6])) == 15
    pairs = pairs_of(runs)
    assert len(pairs) == 6
    assert {one for one, _ in pairs} == {chosen(runs)}


def test_validation_chooses_and_fewer_parameters_break_a_tie(make_runs):
    folders = make_runs("a", "b")
    said = json.loads((folders[1] / "settings.json").read_text())
    said["resolved"]["parameters"] = 5
    (folders[1] / "settings.json").write_text(json.dumps(said))
    a, b = read_runs(folders)[0]
    assert chosen([a, b]) is b
    a.record.metrics["validation"]["accuracy"] += 0.01
    assert chosen([a, b]) is a


def test_corrected_t_by_hand():
    gaps = [0.01, 0.02, 0.03]
    (low, high), p = corrected_t(gaps, 0.0)
    plain = stats.ttest_1samp(gaps, 0)
    assert p == pytest.approx(plain.pvalue)
    assert (low, high) == pytest.approx(tuple(plain.confidence_interval(0.95)))
    (wide_low, wide_high), wide_p = corrected_t(gaps, 0.5)
    # The variance is taken (1/3 + 1/2) / (1/3) = 2.5 times.
    assert (wide_high - wide_low) / (high - low) == pytest.approx(np.sqrt(2.5))
    assert wide_p > p
    assert corrected_t([0.0, 0.0, 0.0], 0.5) == ((0.0, 0.0), 1.0)


def test_repetitions_that_agree_are_not_enough():
    sure = Repeated(3, 0.02, 3, interval=(0.02, 0.02), p=0.0, over_photos=(0.01, 0.03))
    assert sure.verdict == "better"
    assert replace(sure, over_photos=(-0.01, 0.05)).verdict == "nobody_can_tell"
    assert replace(sure, interval=None).verdict == "nobody_can_tell"


def test_repetitions_pair_runs_of_one_seed(make_runs):
    folders = make_runs("a0", "a1", "a2", "b0", "b1", "b2", skill=[4, 4, 4, 9, 9, 9])
    for folder in folders:
        said = json.loads((folder / "settings.json").read_text())
        said["settings"]["seed"] = int(folder.name[-1])
        (folder / "settings.json").write_text(json.dumps(said))
    runs = read_runs(folders)[0]
    found = compare_repeats(runs[3:], runs[:3])
    assert (found.repeats, found.wins) == (3, 3)
    gap = runs[3].figures()["accuracy"] - runs[0].figures()["accuracy"]
    assert found.difference == pytest.approx(gap)
    # Every repetition has the same gap, but over three signers it is not sure.
    low, high = found.over_photos
    assert low <= found.difference <= high
    few = compare_repeats(runs[3:5], runs[:3])
    assert (few.repeats, few.interval, few.verdict) == (2, None, "nobody_can_tell")
    assert compare_repeats(runs[3:4], runs[1:3]) is None
