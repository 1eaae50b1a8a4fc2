"""Photos that look the same: thumbnails in, pairs out."""

import numpy as np
from scipy.fft import dctn

THUMBNAIL = 32  # pixels a side
# Both must hold. Chosen so that a photo saved again (JPEG quality 50) or at another size counts,
# and a second photo of the same pose does not, unless it is all but the same picture.
MAX_BITS = 2  # of 63 bits that may differ
MAX_DIFFERENCE = 0.6  # mean grey levels (of 255) between the thumbnails at 16 x 16
_CHUNK = 512  # rows compared at once: memory grows with the photos, not with their square


def perceptual_bits(thumbnails: np.ndarray) -> np.ndarray:
    """Signs (N, 63) of the low frequencies of grey thumbnails (N, 32, 32): a pHash in +1 and -1.

    Above the photo's own median is +1 (Zauner 2010, "Implementation and benchmarking of
    perceptual image hash functions"); the mean brightness is left out.
    """
    waves = dctn(thumbnails.astype(np.float32), axes=(1, 2), norm="ortho")
    low = waves[:, :8, :8].reshape(len(thumbnails), 64)[:, 1:]
    return np.where(low > np.median(low, axis=1, keepdims=True), 1, -1).astype(np.float32)


def near_duplicates(thumbnails: np.ndarray) -> np.ndarray:
    """Pairs (P, 2) of numbers: each later photo with the earlier one it is nearest to.

    `thumbnails` is (N, 32, 32) grey 0-255. A photo like several earlier ones is in one pair.
    """
    if len(thumbnails) < 2:
        return np.empty((0, 2), int)
    bits = perceptual_bits(thumbnails)
    blocks = thumbnails.reshape(-1, 16, 2, 16, 2).mean((2, 4), dtype=np.float32)
    blocks = blocks.reshape(len(thumbnails), -1)
    pairs = []
    for start in range(0, len(bits), _CHUNK):
        rows = bits[start : start + _CHUNK]
        # A product of signs counts agreeing bits less differing ones.
        agree = rows @ bits[: start + len(rows)].T
        close = np.tril(agree >= bits.shape[1] - 2 * MAX_BITS, k=start - 1)
        for row in np.flatnonzero(close.any(1)):
            earlier = np.flatnonzero(close[row])
            apart = np.abs(blocks[earlier] - blocks[start + row]).mean(1)
            if apart.min() <= MAX_DIFFERENCE:
                pairs.append((start + row, earlier[np.argmin(apart)]))
    return np.array(pairs, int).reshape(-1, 2)
