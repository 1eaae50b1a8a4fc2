import pytest
import tensorflow as tf
from tiny_data import layout, things, waves  # noqa: F401

from signkit.training.measure import conclude


@pytest.fixture(scope="module")
def step_by_step():
    """Compute without graphs: to build one takes longer than so few steps."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.fixture
def unexplained():
    """Leave out what answers rest on, which takes as long as so small a training.

    A module's own run, made before, has it.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conclude, "save_looks", lambda *given: None)
        yield


@pytest.fixture
def in_graphs(step_by_step):
    """Compute in graphs after all, as users do."""
    tf.config.run_functions_eagerly(False)
    yield
    tf.config.run_functions_eagerly(True)
