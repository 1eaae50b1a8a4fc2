"""From the hands of a clip, frame after frame, to what a network over time reads of each frame."""

import keras
from keras import ops

from signkit.models.blocks.hands import HAND_POINTS, TOKENS, Float32Layer, HandTokens

WIDTH = TOKENS * 3  # numbers a frame: right hand, then left, 21 (x, y, z) each
# A hand: its shape (63), where it is (3), how both change to the frame before (66), and whether
# it is there and was there a frame ago.
FEATURES = 2 * (63 + 3 + 66 + 2)
# Frame widths and palm sizes are far from what layers start with: bring them near 1.
POSITION_SCALE, MOTION_SCALE = 4.0, 4.0


@keras.saving.register_keras_serializable("signkit")
class ClipFeatures(Float32Layer):
    """Shape, position and motion of both hands: (B, T, 126) -> (B, T, FEATURES), mask (B, T).

    A frame's numbers are points in units of the frame's width, from its middle, zeros where a hand
    is absent. The shape is that of `HandTokens` (from the wrist, in palm sizes, left hands
    mirrored); the position is the wrist's (x, y) and the palm's size; the motion is what changed
    since the frame before, zeros where the hand wasn't there. The mask is False where no hand is:
    there, and after the clip's end, there is nothing to attend to.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.tokens = HandTokens()

    def build(self, clips_shape):
        """Build the layer that takes the hands apart."""
        self.tokens.build((None, WIDTH))
        super().build(clips_shape)

    def call(self, clips):
        """Return (features, mask)."""
        frames = clips.shape[1]
        hands = ops.reshape(clips, (-1, 2, HAND_POINTS, 3))
        wrist = hands[:, :, :1]
        there = ops.any(hands != 0, axis=(2, 3), keepdims=True)
        relative = ops.where(there, hands - wrist, 0.0)
        shape, _ = self.tokens(ops.reshape(relative, (-1, TOKENS * 3)))
        shape = ops.reshape(shape, (-1, frames, 2, 63))
        reach = ops.sqrt(ops.sum(ops.square(relative), axis=(2, 3), keepdims=True) / HAND_POINTS)
        place = ops.concatenate([wrist[:, :, 0, :2], reach[:, :, 0, :]], axis=-1)
        place = ops.reshape(place, (-1, frames, 2, 3)) * POSITION_SCALE
        present = ops.reshape(ops.cast(there, "float32"), (-1, frames, 2, 1))
        state = ops.concatenate([shape, place], axis=-1)
        before = _a_frame_ago(state)
        both = present * _a_frame_ago(present)
        motion = (state - before) * both * MOTION_SCALE
        features = ops.concatenate([state, motion, present, both], axis=-1)
        mask = ops.any(present[..., 0] > 0, axis=-1)
        return ops.reshape(features, (-1, frames, FEATURES)), mask

    def compute_output_spec(self, clips):
        """Shapes and types of (features, mask)."""
        batch, frames = clips.shape[:2]
        return (
            keras.KerasTensor((batch, frames, FEATURES), dtype=self.compute_dtype),
            keras.KerasTensor((batch, frames), dtype="bool"),
        )


def _a_frame_ago(x):
    return ops.pad(x[:, :-1], [(0, 0), (1, 0), (0, 0), (0, 0)])
