"""Vector geometry whose gradients are finite everywhere, also at vectors without a length.

The plain square root has an infinite slope at 0 and atan2 none at the origin; multiplied by the
zero that chooses the other branch, either gives NaN. So the argument is made safe first.
"""

from keras import ops

TINY = 1e-6  # lengths below this, in palm sizes, count as none


def length(vectors):
    """Lengths (...,) of vectors (..., 3); 0 where below TINY."""
    square = ops.sum(ops.square(vectors), axis=-1)
    some = square > TINY**2
    return ops.where(some, ops.sqrt(ops.where(some, square, 1.0)), 0.0)


def unit(vectors):
    """Vectors (..., 3) of length 1 in the same directions; zeros where there is no direction."""
    long = length(vectors)
    some = long > 0
    scale = ops.where(some, 1.0 / ops.where(some, long, 1.0), 0.0)
    return vectors * scale[..., None]


def angle(a, b):
    """Angles (...,) in radians between vectors (..., 3); 0 where one of them has no length.

    From sine and cosine by atan2, which is exact near 0 and pi, where arccos loses half the digits.
    """
    sine, cosine = length(ops.cross(a, b)), ops.sum(a * b, axis=-1)
    some = (sine > 0) | (ops.abs(cosine) > TINY**2)
    return ops.where(some, ops.arctan2(sine, ops.where(some, cosine, 1.0)), 0.0)
