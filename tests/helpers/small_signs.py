"""The smallest trainings of signs: settings, a start, and what came of it."""

import keras

from signkit.settings import TrainSettings
from signkit.training.setup import set_up
from signkit.training.trainer import train

FOUR = "visual 2 1e-3; landmark 1 1e-3; fusion 2 1e-3; end_to_end 1 1e-4"


def settings(**changes) -> TrainSettings:
    """Settings for the data set `dots`."""
    chosen = {
        "dataset": "dots",
        "option": "B",
        "backbone": "small",
        "weights": "none",
        "image_size": 32,
        "stages": FOUR,
        "batch_size": 8,
        "validation_fraction": 0.25,
        "test_fraction": 0.25,
        "flip": False,
        "views": 2,
        "xla": "off",  # compiling takes longer than so few steps
    }
    return TrainSettings.make(**{**chosen, **changes})


def start(chosen, layout, report=False):
    """Train; drawing the report takes as long as so small a training."""
    return train(set_up(chosen, layout), report=report)


def measured(run) -> bool:
    """Whether a training came to its end; what is left is the report."""
    return run.path("metrics.json").is_file()


def weights_of(run, name="model.keras"):
    return keras.models.load_model(run.path(name)).get_weights()
