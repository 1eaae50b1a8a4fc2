"""The mean recall over classes as a metric of Keras, which has none."""

import keras
from keras import ops

BALANCED = "balanced_accuracy"


@keras.saving.register_keras_serializable("signkit")
class BalancedAccuracy(keras.metrics.Metric):
    """The mean, 0 to 1, over the classes seen so far of the share of each that is named rightly.

    Targets are one-hot, predictions scores, (B, classes) both. A constant answer reaches 1 over
    the number of classes, whatever their sizes. Classes without a sample don't count.
    """

    def __init__(self, classes: int, name: str = BALANCED, **kwargs):
        super().__init__(name=name, **kwargs)
        self.classes = classes
        self.right = self.add_variable((classes,), "zeros", name="right")
        self.seen = self.add_variable((classes,), "zeros", name="seen")

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Count a batch; a sample with `sample_weight` (B,) counts as often as that says."""
        truth, said = ops.argmax(y_true, axis=-1), ops.argmax(y_pred, axis=-1)
        counts = ops.one_hot(truth, self.classes, dtype=self.dtype)
        if sample_weight is not None:
            counts = counts * ops.reshape(ops.cast(sample_weight, self.dtype), (-1, 1))
        hits = ops.expand_dims(ops.cast(ops.equal(truth, said), self.dtype), -1)
        self.seen.assign_add(ops.sum(counts, axis=0))
        self.right.assign_add(ops.sum(counts * hits, axis=0))

    def result(self):
        """Return the mean recall; 0 before the first sample."""
        recall = ops.divide_no_nan(self.right, self.seen)
        there = ops.sum(ops.cast(self.seen > 0, self.dtype))
        return ops.divide_no_nan(ops.sum(recall), there)

    def get_config(self):
        """Return what `__init__` takes."""
        return {**super().get_config(), "classes": self.classes}
