import numpy as np
import pytest

from signkit.training.measure.balance import MOST, best_trust


def opinions(rng, targets, right):
    """Log probabilities that name the true class in a share of the samples, else a random one."""
    named = np.where(rng.random(len(targets)) < right, targets, rng.integers(0, 4, len(targets)))
    return np.log(np.where(np.eye(4)[named] > 0, 0.85, 0.05))


@pytest.fixture
def heads():
    rng = np.random.default_rng(0)
    targets = rng.integers(0, 4, 4000)
    return targets, [opinions(rng, targets, right) for right in (0.5, 0.0, 0.9)]


def test_the_reliable_is_trusted_and_who_guesses_is_not(heads):
    targets, said = heads
    fused, visual, landmark = best_trust(said, targets, [True, True, True])
    assert landmark > 1.5 * fused > 0
    assert visual < 0.05
    assert max(fused, visual, landmark) <= MOST


def test_together_they_are_at_least_as_good_as_the_best(heads):
    targets, said = heads
    trust = best_trust(said, targets, [True, True, True])
    pooled = sum(t * opinion for t, opinion in zip(trust, said, strict=True))
    alone = (said[2].argmax(1) == targets).mean()
    assert (pooled.argmax(1) == targets).mean() >= alone


def test_who_isn_t_asked_has_no_say(heads):
    targets, said = heads
    assert best_trust(said, targets, [True, False, False])[1:].tolist() == [0, 0]


def test_the_trust_found_is_where_the_loss_is_least(heads):
    targets, said = heads

    def loss(trust):
        pooled = sum(t * opinion for t, opinion in zip(trust, said, strict=True))
        pooled -= np.log(np.exp(pooled).sum(axis=1, keepdims=True))
        return -pooled[np.arange(len(targets)), targets].mean()

    best = best_trust(said, targets, [True, True, True])
    for place in (0, 2):
        for step in (-0.05, 0.05):
            other = best.copy()
            other[place] += step
            assert loss(other) > loss(best)
