"""How far each head of a hybrid is trusted in its last word."""

import keras
from keras import layers, ops

HEADS = ("fused", "visual", "landmark")
TINY = 1e-7  # a probability that half of all heads would call impossible still has a logarithm


@keras.saving.register_keras_serializable("signkit")
class Balance(layers.Layer):
    """Weigh the heads' opinions (B, C): softmax of the sum of trust * log probability.

    A logarithmic opinion pool (Genest & Zidek 1986). The trust in `HEADS` starts as 1, 0, 0, which
    is the fused head alone; no gradient moves it. Where the mask (B, 42) has no hand, the landmark
    head isn't asked.
    """

    def build(self, fused_shape, visual_shape=None, landmark_shape=None, mask_shape=None):
        """Make the trust in each head, (3,)."""
        self.trust = self.add_weight(
            shape=(len(HEADS),),
            initializer=lambda shape, dtype=None: ops.cast([1.0, 0.0, 0.0], dtype),
            trainable=False,
            name="trust",
        )
        super().build(fused_shape)

    def call(self, fused, visual, landmark, mask):
        """Return probabilities (B, C)."""
        some_hand = ops.cast(ops.any(mask, axis=1, keepdims=True), fused.dtype)
        said = [ops.log(ops.maximum(p, TINY)) for p in (fused, visual, landmark)]
        said[-1] = said[-1] * some_hand
        return ops.softmax(sum(self.trust[k] * opinion for k, opinion in enumerate(said)), axis=-1)

    def compute_output_shape(self, fused_shape, *others, **names):
        """(B, C)."""
        return fused_shape
