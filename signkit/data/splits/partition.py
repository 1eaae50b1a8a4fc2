"""Divide things of unequal size in given shares: arrays in, arrays out."""

import numpy as np

_TOLERANCE = 0.02  # assignments this near to the best are equals: the seed chooses among them
_MISSING = 10.0  # cost of a class that a part lacks, above any deviation from the shares
_EXACT_LIMIT = 2_500_000  # numbers held at once when every assignment is tried
_FEW = 7  # things of unequal size of which every assignment is tried, class by class
_SAMPLE = 500  # neighbours looked at in a step of the search: groups that move, pairs that swap


def partition_groups(counts: np.ndarray, shares, rng: np.random.Generator) -> np.ndarray:
    """Assign each of G groups to one of S parts, near the shares and with every class everywhere.

    `counts` is (G, C), photos of each class in each group; `shares` (S,) are positive and sum to
    1. Returns (G,) part numbers. Few groups: the optimum over all S**G assignments (the seed
    chooses among equals); many: the best of several local searches.
    """
    counts, shares = np.asarray(counts, float), np.asarray(shares, float)
    groups = len(counts)
    if few(counts, shares):
        return _try_all(counts, shares, rng)
    # The fewer the groups, the rougher the ground and the cheaper another attempt.
    starts = [_greedy(counts, shares, rng)]
    starts += [
        rng.choice(len(shares), groups, p=shares) for _ in range(int(np.clip(600 // groups, 2, 30)))
    ]
    return improve_best(counts, shares, starts, rng)


def few(counts: np.ndarray, shares) -> bool:
    """Whether things are few enough for `partition_groups` to try every assignment."""
    things, classes = np.shape(counts)
    # The first test spares the power of a number of digits that nobody needs.
    return things < 64 and len(shares) ** things * classes <= _EXACT_LIMIT


def improve_best(counts: np.ndarray, shares, starts, rng: np.random.Generator) -> np.ndarray:
    """Improve several assignments, and take the best; the seed chooses among equals."""
    found = [improve(counts, shares, start, rng) for start in starts]
    costs = np.array([_cost(_sums(counts, each, len(shares)), shares) for each in found])
    return found[rng.choice(np.flatnonzero(costs <= costs.min() + _TOLERANCE))]


def improve(counts: np.ndarray, shares, assigned: np.ndarray, rng) -> np.ndarray:
    """Take the best of some moves and swaps from an assignment (G,) on, until none is better."""
    counts, shares = np.asarray(counts, float), np.asarray(shares, float)
    assigned = assigned.copy()
    sums = _sums(counts, assigned, len(shares))
    cost, idle = _cost(sums, shares), 0
    while idle < 3:
        changed, new_sums = _neighbours(counts, assigned, sums, rng)
        costs = _cost(new_sums, shares)
        best = int(np.argmin(costs))
        idle += 1
        if costs[best] < cost - 1e-9:
            cost, sums, idle = costs[best], new_sums[best], 0
            for group, part in changed[best]:
                assigned[group] = part
    return assigned


def lacking(counts: np.ndarray, assigned: np.ndarray, parts: int) -> np.ndarray:
    """(S, C) bool: which part holds nothing of which class."""
    return _sums(np.asarray(counts), assigned, parts) == 0


def partition_sizes(sizes: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Fill S parts up to their targets (S,) with N >= S things of `sizes` (N,); none stays empty.

    The S smallest are one for each part, the largest of them for the largest target; the rest,
    larger ones first, go where most is lacking. Things of unequal size then move and swap until
    nothing comes nearer; of few all assignments are tried. Returns (N,) part numbers.
    """
    sizes, targets = np.asarray(sizes), np.asarray(targets, float)
    uneven = len(np.unique(sizes)) > 1
    if uneven and len(sizes) <= _FEW:
        return _nearest(sizes, targets)
    parts, assigned = len(targets), np.zeros(len(sizes), int)
    ascending = np.argsort(sizes, kind="stable")
    kept = ascending[:parts]
    kept = kept[np.argsort(-sizes[kept], kind="stable")]
    assigned[kept] = np.argsort(-targets, kind="stable") if uneven else np.arange(parts)
    room = targets - np.bincount(assigned[kept], sizes[kept], parts)
    rest = ascending[parts:]
    for thing in rest[np.argsort(-sizes[rest], kind="stable")]:
        assigned[thing] = np.argmax(room)
        room[assigned[thing]] -= sizes[thing]
    return _settle(sizes, targets, assigned) if uneven else assigned


def _settle(sizes, targets, assigned):
    """Move one thing, or swap two, as long as the parts come nearer to their targets."""
    # Of many things of one size in one part, one speaks for all.
    while True:
        room = targets - np.bincount(assigned, sizes, len(targets))
        _, some = np.unique(np.column_stack([assigned, sizes]), axis=0, return_index=True)
        alone = np.bincount(assigned, minlength=len(targets))[assigned[some]] == 1
        best, steps = np.abs(room).sum() - 1e-6, None
        for thing, last in zip(some, alone, strict=True):
            home, size = assigned[thing], sizes[thing]
            moved = np.repeat(room[None], len(targets), 0)
            moved[:, home] += size
            moved[np.arange(len(targets)), np.arange(len(targets))] -= size
            off = np.abs(moved).sum(1) + (np.inf if last else 0)
            if off.min() < best:
                best, steps = off.min(), [(thing, int(off.argmin()))]
            others = some[assigned[some] != home]
            swapped = np.repeat(room[None], len(others), 0)
            rows, change = np.arange(len(others)), size - sizes[others]
            swapped[:, home] += change
            swapped[rows, assigned[others]] -= change
            off = np.abs(swapped).sum(1)
            if len(off) and off.min() < best:
                other = others[off.argmin()]
                best, steps = off.min(), [(thing, assigned[other]), (other, home)]
        if steps is None:
            return assigned
        for thing, part in steps:
            assigned[thing] = part


def _nearest(sizes, targets):
    every = _assignments(len(targets), len(sizes))
    of_part = every[:, None] == np.arange(len(targets))[:, None]
    off = np.abs(of_part @ sizes - targets).sum(1)
    off[~of_part.any(2).all(1)] = np.inf
    # Sums of floats differ in their last digits: equals are equals, and the first is taken.
    return every[np.argmin(off.round(6))]


def _sums(counts, assigned, parts):
    return np.stack([counts[assigned == part].sum(0) for part in range(parts)])


def _cost(sums, shares):
    """Deviation from the shares, over all photos and class by class; sums is (..., S, C)."""
    of_class = np.maximum(sums.sum(-2, keepdims=True), 1)
    by_class = np.abs(sums / of_class - shares[:, None]).sum(-2).mean(-1)
    total = sums.sum(-1)
    overall = np.abs(total / total.sum(-1, keepdims=True) - shares).sum(-1)
    return overall + 0.5 * by_class + _MISSING * (sums == 0).sum((-1, -2))


def _try_all(counts, shares, rng):
    parts, groups = len(shares), len(counts)
    every = _assignments(parts, groups)
    sums = np.stack([(every == part).astype(float) @ counts for part in range(parts)], axis=1)
    costs = _cost(sums, shares)
    return every[rng.choice(np.flatnonzero(costs <= costs.min() + _TOLERANCE))]


def _assignments(parts, things):
    """All (S**N, N) ways to give N things to S parts."""
    return np.indices((parts,) * things).reshape(things, -1).T


def _greedy(counts, shares, rng):
    """Larger groups first, each to where most is lacking."""
    sizes = counts.sum(1) * rng.uniform(0.9, 1.1, len(counts))
    room = shares[:, None] * counts.sum(0)
    assigned = np.zeros(len(counts), int)
    for group in np.argsort(-sizes, kind="stable"):
        # Relative room: the smaller parts take their turn among the first, large groups.
        assigned[group] = np.argmax((room / shares[:, None]) @ counts[group])
        room[assigned[group]] -= counts[group]
    return assigned


def _neighbours(counts, assigned, sums, rng):
    """Some single moves and some swaps: what each changes, and the (M, S, C) sums after it."""
    parts, groups = sums.shape[0], len(counts)
    movers = rng.permutation(groups)[:_SAMPLE]
    sample = min(_SAMPLE, 2 * groups * groups)
    things, places = np.repeat(movers, parts), np.tile(np.arange(parts), len(movers))
    moves = np.column_stack([things, places])[places != assigned[things]]
    one, other = rng.integers(0, groups, (sample, 2)).T
    apart = assigned[one] != assigned[other]
    one, other = one[apart], other[apart]
    # Each change is two steps of a thing and its new part; a move's second step changes nothing.
    there = np.column_stack([one, assigned[other], other, assigned[one]])
    changed = np.concatenate([np.column_stack([moves, moves]), there]).reshape(-1, 2, 2)
    new_sums = np.repeat(sums[None], len(changed), axis=0)
    rows = np.arange(len(changed))
    for step, those in ((0, rows), (1, rows[len(moves) :])):
        things, places = changed[those, step].T
        new_sums[those, assigned[things]] -= counts[things]
        new_sums[those, places] += counts[things]
    return changed, new_sums
