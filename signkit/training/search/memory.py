"""Many trainings in one process, without their memory adding up.

TensorFlow keeps the variables of a model that was trained, and of its optimizer, for as long as the
process lives: nothing that Keras clears frees them. So they are emptied.
"""

import contextlib
import ctypes
import gc
import sys
from collections.abc import Iterator

import keras


@contextlib.contextmanager
def freeing() -> Iterator[None]:
    """Free, at the end of the block, the memory of every model built in it.

    None of them can be used after, so save what is to stay. Models built before keep their weights.
    What stays of a training is its graph, some MB.
    """
    if keras.backend.backend() != "tensorflow":
        try:
            yield
        finally:
            release()
        return
    import tensorflow as tf

    made = []

    def keep(next_creator, **arguments):
        made.append(next_creator(**arguments))
        return made[-1]

    try:
        with tf.variable_creator_scope(keep):
            yield
    finally:
        for variable in made:
            # Over several devices a variable has a copy on each.
            for copy in getattr(variable, "values", (variable,)):
                _empty(copy)
        made.clear()
        # Clearing the session would take the scope away that several devices train in.
        release(session=not tf.distribute.has_strategy())


def release(session: bool = True) -> None:
    """Let go of graphs that no model needs any more, and of the memory they held."""
    if session:
        keras.utils.clear_session(free_memory=False)
    gc.collect()
    if sys.platform == "linux":
        # glibc keeps freed memory for later; other C libraries have no such call.
        with contextlib.suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def _empty(variable) -> None:
    """Put nothing in place of a variable's values: what still holds it holds nothing large."""
    import tensorflow as tf

    if variable.dtype.is_floating:  # whole numbers are counters and seeds, and small
        nothing = tf.zeros([0], variable.dtype)
        tf.raw_ops.AssignVariableOp(resource=variable.handle, value=nothing, validate_shape=False)
