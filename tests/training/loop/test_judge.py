import pytest

from signkit.runs.record import Run
from signkit.training.loop.judge import judge

BALANCED, BEGUN = "balanced_accuracy", object()


def a_run(folder, **resolved):
    run = Run(folder)
    run.write("settings.json", {"resolved": resolved})
    return run


@pytest.mark.parametrize("measure", ["accuracy", "map", BALANCED])
def test_a_new_run_is_judged_as_its_data_ask(tmp_path, measure):
    assert judge(a_run(tmp_path), measure, None) == measure


@pytest.mark.parametrize(
    ("noted", "asked", "expected"),
    [
        ({}, BALANCED, "accuracy"),  # nothing was noted then
        ({}, "map", "map"),
        ({"judged_by": BALANCED}, BALANCED, BALANCED),
        ({"judged_by": BALANCED}, "accuracy", BALANCED),
        ({"judged_by": "accuracy"}, BALANCED, "accuracy"),
    ],
)
def test_a_run_goes_on_as_it_began(tmp_path, noted, asked, expected):
    assert judge(a_run(tmp_path, **noted), asked, BEGUN) == expected


def test_so_does_a_search(tmp_path):
    run = a_run(tmp_path)
    run.path("search").mkdir()
    run.path("search", "trials.jsonl").write_text("")
    assert judge(run, BALANCED, None) == "accuracy"
