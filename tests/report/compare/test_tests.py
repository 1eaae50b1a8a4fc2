import json

import pytest

from signkit.evaluation.paired import mcnemar
from signkit.report.compare.runs import read_runs
from signkit.report.compare.tests import chosen, compare_pairs, compare_repeats, pairs_of


def test_pairs_are_tested_on_the_same_photos(make_runs):
    good, bad = read_runs(make_runs("good", "bad", skill=[9.0, 1.0]))[0]
    (pair,) = compare_pairs([(good, bad)])
    found = pair.found
    assert (pair.first, pair.second, pair.photos) == (good, bad, 60)
    assert (found.over, found.verdict) == ("groups", "better")
    assert found.difference == pytest.approx(
        good.figures()["accuracy"] - bad.figures()["accuracy"], abs=1e-12
    )
    expected = mcnemar(good.photos["right"], bad.photos["right"])
    assert (found.first_only, found.second_only, found.p) == expected[:3]
    assert compare_pairs([(bad, good)])[0].found.verdict == "worse"


def test_p_is_corrected_for_the_number_of_pairs(make_runs):
    runs = read_runs(make_runs("a", "b", "c", skill=[6.0, 2.0, 2.2]))[0]
    alone = compare_pairs([(runs[0], runs[1])])[0].found.p
    together = compare_pairs([(runs[0], runs[1]), (runs[0], runs[2]), (runs[1], runs[2])])
    assert together[0].found.p >= min(1, 2 * alone)


def test_a_run_against_itself_is_open(make_runs):
    one, other = read_runs(make_runs("a", "b"))[0]
    (pair,) = compare_pairs([(one, other)])
    found = pair.found
    assert (found.difference, found.p, found.verdict) == (0, 1, "nobody_can_tell")


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
