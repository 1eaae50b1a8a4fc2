"""Whether some classes are so rare that accuracy says little."""

import numpy as np

TIMES = 3  # as many samples as another class has, from which on that one is rare


def are_uneven(train: np.ndarray, validation: np.ndarray, classes: int) -> bool:
    """Whether a constant answer could look good, by targets (N,) int of two splits.

    So it is where a class has more than three times the samples of another, over both splits, or
    where one class is most of validation and more than three times the others' mean there.
    """
    both = np.bincount(np.concatenate([train, validation]), minlength=classes)
    if both.max() > TIMES * both.min():
        return True
    most, every = np.bincount(validation, minlength=classes).max(), len(validation)
    return bool(most > max(every / 2, TIMES * (every - most) / max(classes - 1, 1)))
