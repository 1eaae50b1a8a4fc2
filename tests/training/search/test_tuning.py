import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from signkit.errors import RunError, SettingsError
from signkit.training.search.tuning import METHODS, Trial, best, search

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "kill_search.py"
SPACE = {"units": (8, 16, 32, 64), "dropout": (0.0, 0.25, 0.5), "rate": (0.01, 0.001)}
EVERY = sorted(METHODS)


class Trainer:
    """Stands in for a training: the score is worked out from the values; keeps what it saw."""

    def __init__(self, stop_at=None, failing=()):
        self.seen, self.stop_at, self.failing = [], stop_at, failing

    def __call__(self, trial):
        if trial.number == self.stop_at:
            raise KeyboardInterrupt
        self.seen.append(trial.number)
        if trial.number in self.failing:
            return math.nan
        units, dropout, rate = trial.values.values()
        return 1 - abs(units - 32) / 64 - abs(dropout - 0.25) - 10 * rate + trial.epochs / 100


def run(folder, method="random", trainer=None, **other):
    asked = {"space": SPACE, "max_trials": 10, "epochs": 9, "seed": 0, **other}
    return search(method=method, folder=folder, train_trial=trainer or Trainer(), **asked)


def proposed(trials):
    return [(t.number, t.values, t.epochs, t.begin, t.parent, t.score) for t in trials]


def lines(folder):
    file = folder / "trials.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.mark.parametrize("method", EVERY)
def test_a_search_that_was_cut_off_goes_on_as_if_it_had_not_been(tmp_path, method):
    whole = run(tmp_path / "whole", method)
    for stop in (1, 4, 7, 10):
        trainer = Trainer(stop_at=stop)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path / "cut", method, trainer)
        assert [line["trial"] for line in lines(tmp_path / "cut")] == list(range(1, stop))
    last = Trainer()
    assert proposed(run(tmp_path / "cut", method, last)) == proposed(whole)
    assert last.seen == [10]
    assert [t.number for t in whole] == list(range(1, 11))
    assert run(tmp_path / "cut", method, Trainer(stop_at=1)) == run(tmp_path / "cut", method)


@pytest.mark.parametrize("method", ["random", "bayesian", "hyperband"])
def test_the_seed_decides(tmp_path, method):
    first, again, other = (
        proposed(run(tmp_path / name, method, seed=seed))
        for name, seed in (("a", 0), ("b", 0), ("c", 1))
    )
    assert first == again != other


@pytest.mark.parametrize("method", ["random", "bayesian", "grid"])
def test_a_small_space_is_tried_once_whole(tmp_path, method):
    trials = run(tmp_path, method, max_trials=50)
    tried = [tuple(trial.values.values()) for trial in trials]
    assert len(set(tried)) == len(tried) == 24
    assert {trial.epochs for trial in trials} == {9}
    again = Trainer()
    assert run(tmp_path, method, again, max_trials=50) == trials
    assert again.seen == []


def test_grid_changes_the_last_name_first(tmp_path):
    tried = [tuple(trial.values.values()) for trial in run(tmp_path, "grid", max_trials=4)]
    assert tried == [(8, 0.0, 0.01), (8, 0.0, 0.001), (8, 0.25, 0.01), (8, 0.25, 0.001)]


def test_bayesian_finds_what_random_draws_do_not(tmp_path):
    space = {"units": tuple(range(1, 65)), "dropout": (0.0, 0.25, 0.5), "rate": (0.01, 0.001)}
    found = {
        method: sum(
            best(run(tmp_path / f"{method}{seed}", method, space=space, seed=seed)).score
            for seed in range(3)
        )
        for method in ("bayesian", "random")
    }
    assert found["bayesian"] > found["random"]


@pytest.mark.parametrize(
    ("trials", "epochs"),
    [
        # A bracket of 5 + 2, then one of 3, as the module says.
        (10, [3] * 5 + [9] * 2 + [9] * 3),
        # 9 + 3 + 1 fits; the next bracket is cut off.
        (15, [1] * 9 + [3] * 3 + [9] + [3] * 2),
        # The first bracket again after the last one: 5 + 2, 3, 2 of 5.
        (12, [3] * 5 + [9] * 2 + [9] * 3 + [3] * 2),
        (2, [9, 9]),
    ],
)
def test_hyperband_starts_with_the_bracket_that_fits(tmp_path, trials, epochs):
    found = run(tmp_path, "hyperband", max_trials=trials)
    assert [trial.epochs for trial in found] == epochs


def test_hyperband_goes_on_with_the_best(tmp_path):
    trials = run(tmp_path, "hyperband")
    first, promoted = trials[:5], trials[5:7]
    ranked = sorted(first, key=lambda trial: -trial.score)
    assert [trial.parent for trial in promoted] == [trial.number for trial in ranked[:2]]
    assert [trial.values for trial in promoted] == [trial.values for trial in ranked[:2]]
    assert {(trial.begin, trial.epochs) for trial in promoted} == {(3, 9)}
    assert {(trial.begin, trial.parent) for trial in first} == {(0, None)}


def test_hyperband_in_a_space_smaller_than_its_bracket(tmp_path):
    trials = run(tmp_path, "hyperband", space={**SPACE, "units": (8,), "dropout": (0.5,)})
    assert [(trial.values["rate"], trial.epochs) for trial in trials] in (
        [(0.01, 9), (0.001, 9)],
        [(0.001, 9), (0.01, 9)],
    )


@pytest.mark.parametrize("method", EVERY)
def test_a_failed_trial_is_kept_and_the_search_goes_on(tmp_path, method):
    trainer = Trainer(failing=(2, 3, 5))
    trials = run(tmp_path, method, trainer)
    assert len(trials) == 10
    assert [t.number for t in trials if t.score is None] == [2, 3, 5]
    assert [line["score"] for line in lines(tmp_path)][1] is None
    assert best(trials).score == max(t.score for t in trials if t.score is not None)
    (tmp_path / "trials.jsonl").write_text(
        "".join(json.dumps(line) + "\n" for line in lines(tmp_path)[:6])
    )
    assert proposed(run(tmp_path, method)) == proposed(trials)


def test_hyperband_promotes_past_failures_and_never_trains_a_failed_one_on(tmp_path):
    trials = run(tmp_path / "three", "hyperband", Trainer(failing=(1, 3, 5)))
    assert sorted(trial.parent for trial in trials[5:7]) == [2, 4]
    trainer = Trainer(failing=(1, 2, 4, 5))
    trials = run(tmp_path / "four", "hyperband", trainer)
    assert trials[5].parent == 3
    assert trials[6].score is None
    assert 7 not in trainer.seen


def test_three_failures_in_a_row_end_the_search_in_words(tmp_path):
    said = "trials 2 to 4 all ended without a score.*smaller learning rates"
    with pytest.raises(RunError, match=said):
        run(tmp_path, trainer=Trainer(failing=(2, 3, 4)))
    assert len(lines(tmp_path)) == 4
    with pytest.raises(RunError, match=said):
        run(tmp_path)


def test_an_error_is_passed_on_and_not_recorded(tmp_path):
    def full(trial):
        raise MemoryError("OOM when allocating")

    with pytest.raises(MemoryError):
        run(tmp_path, trainer=full)
    assert not (tmp_path / "trials.jsonl").exists()
    assert len(run(tmp_path)) == 10


def test_half_a_line_is_cut_and_its_trial_trained_again(tmp_path):
    whole = run(tmp_path)
    file = tmp_path / "trials.jsonl"
    file.write_text(file.read_text()[:-9])
    trainer = Trainer()
    assert proposed(run(tmp_path, trainer=trainer)) == proposed(whole)
    assert trainer.seen == [10]
    assert len(lines(tmp_path)) == 10


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"seed": 1}, "seed 0 there, 1 asked for"),
        ({"method": "grid"}, "method 'random' there, 'grid' asked for"),
        ({"space": {**SPACE, "units": (8,)}}, "space 'units 8 16 32 64; .*'units 8;"),
        ({"epochs": 3, "max_trials": 4}, "max_trials 10 there, 4 asked for; epochs 9 there"),
    ],
)
def test_another_search_in_the_folder_is_told(tmp_path, other, said):
    run(tmp_path)
    with pytest.raises(RunError, match=said):
        run(tmp_path, **other)


@pytest.mark.parametrize("method", ["random", "grid", "hyperband"])
def test_a_record_that_the_search_does_not_propose_is_told(tmp_path, method):
    run(tmp_path, method)
    kept = lines(tmp_path)[:4]
    kept[2]["values"]["units"] = 9
    (tmp_path / "trials.jsonl").write_text("".join(json.dumps(line) + "\n" for line in kept))
    with pytest.raises(RunError, match=r"has as trial 3 .*9.*keras-tuner \d.* Delete"):
        run(tmp_path, method)


def test_bayesian_goes_on_where_another_machine_would_have_proposed_others(tmp_path):
    run(tmp_path, "bayesian")
    kept = lines(tmp_path)[:5]
    tried = [line["values"] for line in kept]
    kept[4]["values"] = next(
        values
        for units in SPACE["units"]
        if (values := {"units": units, "dropout": 0.5, "rate": 0.01}) not in tried
    )
    (tmp_path / "trials.jsonl").write_text("".join(json.dumps(line) + "\n" for line in kept))
    found = [tuple(trial.values.values()) for trial in run(tmp_path, "bayesian")]
    assert found[4] == tuple(kept[4]["values"].values())
    assert len(set(found)) == 10


@pytest.mark.parametrize("text", ['{"trial": 1}\n', "[]\n", "nonsense\n"])
def test_a_record_that_is_none_is_told(tmp_path, text):
    (tmp_path / "trials.jsonl").write_text(text)
    with pytest.raises(RunError, match=r"trials\.jsonl"):
        run(tmp_path)


def test_nothing_but_the_record_is_written_and_nothing_printed(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGNKIT_HEADLESS", "1")
    run(tmp_path / "search")
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["search", "search.json", "trials.jsonl"]
    said = capsys.readouterr().out.splitlines()
    assert all(line.startswith("Search (random): ") for line in said)
    assert "10/10 trial" in said[-1]
    assert "best=" in said[-1]


def test_an_unknown_method_names_those_there_are(tmp_path):
    with pytest.raises(SettingsError, match="bayesian, grid, hyperband, random"):
        run(tmp_path, "annealing")
    assert all(METHODS.describe().values())


def test_the_best_of_equals_is_the_one_trained_longest():
    trials = [Trial(1, {}, 3, score=0.5), Trial(2, {}, 9, score=0.5), Trial(3, {}, 9, score=0.5)]
    assert best([Trial(4, {}, 9), *trials]).number == 2
    with pytest.raises(RunError, match="No trial"):
        best([Trial(1, {}, 9)])


@pytest.mark.slow
def test_a_killed_search_ends_as_if_never_killed():
    ran = subprocess.run(
        [sys.executable, SCRIPT, "--methods", "hyperband", "--trials", "7", "--kills", "2"],
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr[-2000:]
    assert "hyperband: 7 trials, each once, the same as undisturbed" in ran.stdout
