import numpy as np
import pytest

from signkit.evaluation.crossed import find_crossed
from signkit.evaluation.probe import new_probe

CLASSES, PHOTOS = 6, 6
NAMES = np.array(list("abcdef"))


def drawn(sizes=(1, 1, 1, 1, 1), alike=(), seed=0):
    """Features (N, 12), labels and groups: a place a class, moved a little by each group."""
    rng = np.random.default_rng(seed)
    places = rng.normal(0, 3, (CLASSES, 12))
    for one, other in alike:
        places[other] = places[one]
    rows = [(g, c) for g, times in enumerate(sizes) for c in range(CLASSES)
            for _ in range(PHOTOS * times)]  # fmt: skip
    group, label = np.array(rows).T
    moved = rng.normal(0, 0.6, (len(sizes), CLASSES, 12))
    features = places[label] + moved[group, label] + rng.normal(0, 0.5, (len(rows), 12))
    return features, NAMES[label], np.array([f"g{g}" for g in group])


def relabelled(labels, groups, group, **names):
    new = labels.copy()
    for one, other in names.items():
        new[(groups == group) & (labels == one)] = other
    return new


def found_in(features, labels, groups):
    probes = []
    for group in np.unique(groups):
        train = groups != group
        probe = new_probe().fit(features[train], labels[train])
        probes.append((probe, np.flatnonzero(~train)))
    return find_crossed(probes, features, labels, groups, new_probe)


@pytest.mark.parametrize("group", ["g0", "g2"])
@pytest.mark.parametrize("sizes", [(1, 1, 1, 1, 1), (4, 4, 1, 1, 1)])
def test_a_swap_by_one_group_is_found_and_nobody_else_accused(group, sizes):
    features, labels, groups = drawn(sizes)
    crossed = relabelled(labels, groups, group, b="e", e="b")
    (found,) = found_in(features, crossed, groups)
    assert (found.group, found.classes) == (group, ["b", "e"])
    assert found.taken == found.photos == 2 * PHOTOS * sizes[int(group[1])]
    assert found.others == 0
    assert (found.mended(crossed, groups) == labels).all()


def test_a_round_of_three_classes():
    features, labels, groups = drawn()
    crossed = relabelled(labels, groups, "g1", a="b", b="d", d="a")
    (found,) = found_in(features, crossed, groups)
    assert (found.group, sorted(found.classes)) == ("g1", ["a", "b", "d"])
    assert (found.mended(crossed, groups) == labels).all()


@pytest.mark.parametrize("seed", range(4))
def test_classes_that_look_alike_to_all_are_not_crossed(seed):
    features, labels, groups = drawn(alike=[(0, 1), (2, 3)], seed=seed)
    assert found_in(features, labels, groups) == []


def test_two_groups_only_accuse_each_other():
    features, labels, groups = drawn((1, 1))
    assert found_in(features, relabelled(labels, groups, "g1", b="e", e="b"), groups) == []


def test_one_photo_each_proves_nothing():
    features, labels, groups = drawn()
    once = np.sort(np.unique(np.char.add(groups, labels), return_index=True)[1])
    crossed = relabelled(labels, groups, "g1", b="e", e="b")
    assert found_in(features[once], crossed[once], groups[once]) == []


def test_labels_of_chance_cross_nothing():
    features, labels, groups = drawn()
    labels = np.random.default_rng(5).permutation(labels)
    assert found_in(features, labels, groups) == []
