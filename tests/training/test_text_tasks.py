"""Photos and clips with tasks of text beside their classes, through the same training."""

import pytest

from signkit.errors import DataError, SettingsError
from signkit.settings import TrainSettings
from signkit.tables import read_parquet
from signkit.training.setup import set_up
from signkit.training.trainer import train

pytestmark = pytest.mark.slow


def settings(**changes):
    chosen = {
        "dataset": "waves",
        "option": "C",
        "backbone": "small",
        "weights": "none",
        "image_size": 32,
        "frames": 8,
        "pictures": 2,
        "stages": "landmark 24 3e-3",
        "temporal": "recurrent",
        "augment": False,
        "xla": "off",  # compiling takes longer than so few steps
        "batch_size": 8,
        "validation_fraction": 0.25,
        "test_fraction": 0.25,
        "tasks": "classify align translate",
    }
    return TrainSettings.make(**{**chosen, **changes})


def start(chosen, layout):
    """Train without a report, whose drawing takes as long as so small a training."""
    return train(set_up(chosen, layout), report=False)


@pytest.mark.parametrize("tasks", ["align", "translate"])
def test_any_of_the_tasks_can_be_alone(waves, tasks):
    run = start(settings(tasks=tasks), waves)
    metrics = run.read("metrics.json")
    assert ("retrieval" in metrics) == ("align" in tasks)
    assert ("translation" in metrics) == ("translate" in tasks)
    assert metrics["test"]["accuracy"] > 0.5
    if tasks == "align":
        assert metrics["retrieval"]["sign_to_text"]["1"]["recall"] > 0.6
    else:
        assert metrics["translation"]["perplexity"] < 4
        said = read_parquet(run.path("translations.parquet")).to_pandas()
        assert set(said["true"]) == {"it goes down .", "now it goes up ."}
        assert said["beam"].str.len().gt(0).all()


def test_classes_without_a_text_are_named(waves):
    file = waves.datasets / "waves" / "descriptions.csv"
    whole = file.read_text()
    file.write_text(whole.replace("now it goes up .", ""))
    with pytest.raises(DataError, match="no sentence for 'up'"):
        start(settings(run_name="speechless"), waves)
    file.write_text(whole)


def test_an_unknown_task_is_refused():
    with pytest.raises(SettingsError, match="classify, align, translate"):
        settings(tasks="classify sing")
