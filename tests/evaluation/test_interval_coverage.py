import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "check_intervals.py"


@pytest.fixture(scope="module")
def check():
    found = importlib.util.spec_from_file_location("check_intervals", SCRIPT)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


# 200 trials tell coverage to 1.5 points (standard error): 90-98 % of a true 94 or so.
@pytest.mark.parametrize(
    ("figure", "groups", "level", "spread", "trials"),
    [
        ("accuracy", None, 0.9, 0.0, 300),
        ("accuracy", 5, 0.8, 0.5, 300),
        ("accuracy", 8, 0.9, 1.0, 300),
        ("accuracy", 20, 0.95, 0.5, 300),
        ("uneven", 8, 0.9, 0.5, 300),
        ("macro F1", None, 0.8, 0.0, 200),
        ("macro F1", 8, 0.8, 0.5, 200),
        ("5 positives", None, 0.5, 0.0, 200),
        ("5 labelled", None, 0.6, 0.0, 200),
        ("AUROC", 8, 0.9, 0.5, 100),
        ("difference", 8, 0.8, 0.5, 300),
    ],
)
def test_nominal_95_percent_covers_90_to_98(check, figure, groups, level, spread, trials):
    found = check.coverage(figure, groups, level, spread, trials, seed=1)
    assert 0.9 <= found <= 0.98


def test_the_truths_are_those_of_very_many_signers(check):
    assert check.share(check.middle_of(0.9, 1.0), 1.0) == pytest.approx(0.9)
    rng = check.np.random.default_rng(0)
    skill = check.expit(check.middle_of(0.9, 1.0) + rng.standard_normal(200_000))
    assert skill.mean() == pytest.approx(0.9, abs=0.002)
