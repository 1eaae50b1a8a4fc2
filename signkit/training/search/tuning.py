"""A search for good values: Keras Tuner proposes them, the loop and the record are ours.

An oracle of Keras Tuner proposes the same trials again, given the same seed and the same scores. So
all that is kept is a line for each finished trial. To go on after a kill a fresh oracle is told
these scores again, in their order, and the first trial without one is trained.

Hyperband trains many configurations shortly and goes on with the best third. Keras Tuner's has no
limit on trials; here each training counts as one, also of a trial that goes on, and the search
starts with the most aggressive bracket that fits. 10 trials of at most 9 epochs: 5 configurations
for 3 epochs, the best 2 of these up to epoch 9, then 3 more configurations for 9 epochs. With 13 it
starts with 9 configurations for 1 epoch, of which 3 go on to epoch 3, and 1 of these to epoch 9.
"""

import itertools
import math
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import keras_tuner
import numpy as np
from sklearn.exceptions import ConvergenceWarning

from signkit.errors import RunError
from signkit.progress import progress
from signkit.registry import Registry
from signkit.settings.spaces import Space, space_size, write_space
from signkit.training.search.trial_record import Trial, TrialRecord

MOST_FAILURES = 3  # trials in a row without a score that end a search
METHODS = Registry("search method")


def search(
    space: Space,
    method: str,
    max_trials: int,
    epochs: int,
    seed: int,
    folder: Path,
    train_trial: Callable[[Trial], float],
) -> list[Trial]:
    """Train up to `max_trials` trials and return the finished ones in order.

    `train_trial` returns a trial's score; more is better, and NaN says that it failed. Finished
    trials lie in `folder`, and the same call goes on after them. No configuration is tried twice,
    so a small space ends the search before `max_trials`. What `train_trial` raises is passed on.
    Raises SettingsError on an unknown method; RunError where the folder holds another search, or
    where three trials in a row fail.
    """
    make = METHODS[method]
    about = {
        "method": method,
        "space": write_space(space),
        "max_trials": max_trials,
        "epochs": epochs,
        "seed": seed,
    }
    record = TrialRecord.open(folder, {**about, "keras_tuner": keras_tuner.__version__})
    _check_failures(record.trials)
    if len(record.trials) >= max_trials:
        return record.trials
    # Keras Tuner takes a seed of 0 for none.
    oracle = make(_choices(space), max_trials=max_trials, epochs=epochs, seed=seed + 1)
    for trial in list(record.trials):
        _tell(oracle, _replayed(oracle, trial, record), trial.score)
    total = max_trials if method == "hyperband" else min(max_trials, space_size(space))
    bar = progress(total=total, initial=len(record.trials), desc=f"Search ({method})", unit="trial")
    with bar:
        for proposal in _proposals(oracle, max_trials):
            trial = _trained(_trial(proposal, epochs), record.trials, train_trial)
            record.append(trial)
            _tell(oracle, proposal, trial.score)
            if any(t.score is not None for t in record.trials):
                bar.set_postfix(best=f"{best(record.trials).score:.4f}")
            bar.update()
            _check_failures(record.trials)
    return record.trials


def best(trials: list[Trial]) -> Trial:
    """The trial with the highest score; of equal ones the one trained longest, then the first.

    Raises RunError where no trial has a score.
    """
    scored = [trial for trial in trials if trial.score is not None]
    if not scored:
        raise RunError("No trial of the search has a score.", "Try smaller learning rates.")
    return max(scored, key=lambda trial: (trial.score, trial.epochs, -trial.number))


class _InMemory:
    """An oracle that writes no files and prints nothing."""

    def __init__(self, space: keras_tuner.HyperParameters, **arguments):
        super().__init__(
            objective=keras_tuner.Objective("score", "max"),
            hyperparameters=space,
            # Failures in a row end the search in words of our own.
            max_consecutive_failed_trials=math.inf,
            **arguments,
        )
        self.verbose = 0
        # Draws that were tried before, in a row, until a space counts as exhausted: enough to find
        # the last free configuration of a thousand but once in e^20 times.
        self._max_collisions = 20 * min(1000, math.prod(len(c.values) for c in space.space))

    def save(self):
        pass

    def _save_trial(self, trial):
        pass


class _Random(_InMemory, keras_tuner.oracles.RandomSearchOracle):
    pass


class _Grid(_InMemory, keras_tuner.oracles.GridSearchOracle):
    pass


class _Hyperband(_InMemory, keras_tuner.oracles.HyperbandOracle):
    """Hyperband that begins with the largest bracket whose trials all fit."""

    def __init__(self, space, max_trials: int, **arguments):
        self._trials_that_fit = max_trials
        self._configurations = math.prod(len(choice.values) for choice in space.space)
        # 0 iterations: as many as it takes, since `max_trials` is the end.
        super().__init__(space, hyperband_iterations=0, **arguments)

    def _get_num_brackets(self):
        return next((n for n in range(super()._get_num_brackets(), 1, -1) if self._fits(n - 1)), 1)

    def _fits(self, bracket: int) -> bool:
        sizes = [self._get_size(bracket, part) for part in range(self._get_num_rounds(bracket))]
        # Where configurations run out Keras Tuner stops, and none would go on from its first round.
        return sum(sizes) <= self._trials_that_fit and sizes[0] <= self._configurations


class _Bayesian(_InMemory, keras_tuner.oracles.BayesianOptimizationOracle):
    """Bayesian search by Keras Tuner's Gaussian process over every configuration left.

    Keras Tuner's own walks through a continuous space from 50 random points: seconds a trial, and
    the configuration nearest to where it ends may have been tried already.
    """

    def populate_space(self, trial_id):
        completed = [t for t in self.trials.values() if t.status == "COMPLETED"]
        if len(completed) < self.num_initial_points:
            return self._random_populate_space()
        untried = self._untried()
        if not untried:
            return {"status": "STOPPED", "values": None}
        with warnings.catch_warnings():
            # A kernel's bound that is met is no news with a dozen points.
            warnings.simplefilter("ignore", ConvergenceWarning)
            self.gpr.fit(*self._vectorize_trials())
        choices = self.hyperparameters.space
        places = [[c.value_to_prob(values[c.name]) for c in choices] for values in untried]
        mean, deviation = self.gpr.predict(np.array(places), return_std=True)
        # It is fitted to scores turned round: less is better.
        return {"status": "RUNNING", "values": untried[np.argmin(mean - self.beta * deviation)]}

    def _untried(self) -> list[dict]:
        choices = self.hyperparameters.space
        names = [choice.name for choice in choices]
        every = itertools.product(*(choice.values for choice in choices))
        found = (dict(zip(names, values, strict=True)) for values in every)
        return [values for values in found if not self._duplicate(values)]


@METHODS.register("hyperband")
def _hyperband(space, max_trials, epochs, seed):
    """Many configurations for a few epochs; the best third goes on."""
    return _Hyperband(space, max_trials, max_epochs=epochs, seed=seed)


@METHODS.register("random")
def _random(space, max_trials, epochs, seed):
    """Configurations at random, each trained in full."""
    return _Random(space, max_trials=max_trials, seed=seed)


@METHODS.register("bayesian")
def _bayesian(space, max_trials, epochs, seed):
    """A third at random, then where a Gaussian process expects most."""
    # Keras Tuner's own number, three for each name, would make a search of 10 trials a random one.
    points = max(2, min(3 * len(space.space), max_trials // 3))
    return _Bayesian(space, max_trials=max_trials, num_initial_points=points, seed=seed)


@METHODS.register("grid")
def _grid(space, max_trials, epochs, seed):
    """Every configuration in order, the last name changing first; for small spaces."""
    return _Grid(space, max_trials=max_trials, seed=seed)


def _choices(space: Space) -> keras_tuner.HyperParameters:
    choices = keras_tuner.HyperParameters()
    for name, values in space.items():
        choices.Choice(name, list(values))
    # Otherwise the first value of each, which choosing leaves behind, counts as proposed.
    choices.values = {}
    return choices


def _proposals(oracle, max_trials: int) -> Iterator:
    """What the oracle proposes next, until it or the number of trials is exhausted."""
    while len(oracle.trials) < max_trials:
        proposal = oracle.create_trial("signkit")
        if proposal.status != "RUNNING":
            return
        yield proposal


def _trial(proposal, epochs: int) -> Trial:
    """What a proposal of Keras Tuner asks for; Hyperband's wishes are among its values."""
    values = proposal.hyperparameters.values
    parent = values.get("tuner/trial_id")
    return Trial(
        number=int(proposal.trial_id) + 1,
        values={name: value for name, value in values.items() if not name.startswith("tuner/")},
        epochs=values.get("tuner/epochs", epochs),
        begin=values.get("tuner/initial_epoch", 0),
        parent=None if parent is None else int(parent) + 1,
    )


def _trained(trial: Trial, before: list[Trial], train_trial: Callable[[Trial], float]) -> Trial:
    if trial.parent is not None and before[trial.parent - 1].score is None:
        # Weights that are not numbers any more get no better.
        return replace(trial, score=None, seconds=0.0)
    began = time.perf_counter()
    score = float(train_trial(trial))
    seconds = round(time.perf_counter() - began, 3)
    return replace(trial, score=score if math.isfinite(score) else None, seconds=seconds)


def _tell(oracle, proposal, score: float | None) -> None:
    """Tell the oracle a trial's score, or that it failed."""
    if score is None and isinstance(oracle, _Hyperband):
        # One that counts as failed would keep its bracket from ever going on with the others.
        score = -math.inf
    if score is not None:
        oracle.update_trial(proposal.trial_id, {"score": score})
    proposal.status = "FAILED" if score is None else "COMPLETED"
    oracle.end_trial(proposal)


def _replayed(oracle, trial: Trial, record: TrialRecord):
    """Have the oracle propose a recorded trial again; raises RunError where it proposes another."""
    proposal = oracle.create_trial("signkit")
    if isinstance(oracle, _Bayesian) and proposal.status == "RUNNING":
        # Another machine rounds a Gaussian process differently: what was tried is what counts.
        proposal.hyperparameters.values = dict(trial.values)
    again = _trial(proposal, trial.epochs) if proposal.status == "RUNNING" else None
    record.must_agree(trial, again)
    return proposal


def _check_failures(trials: list[Trial]) -> None:
    last = trials[-MOST_FAILURES:]
    if len(last) < MOST_FAILURES or any(trial.score is not None for trial in last):
        return
    values = ", ".join(f"{name} {value:g}" for name, value in last[-1].values.items())
    raise RunError(
        f"The search's trials {last[0].number} to {last[-1].number} all ended without a score: "
        f"the loss was no number any more (trial {last[-1].number}: {values}).",
        "Give SPACE smaller learning rates, and look for photos or labels that are broken.",
    )
