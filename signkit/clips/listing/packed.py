"""Many sequences in one .npz, as people pack them: X and y, an array a label, or a sequence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from signkit.clips.listing.layouts import frame_width, refuse_shape
from signkit.data.listing.arrangement import canonical_split
from signkit.errors import ClipError

ARRAY = "sequences"  # the array of a .npz that holds many of one class
_LABELS = {"y", "label", "labels", "target", "targets", "class", "gloss", "sign", "word"}
_UNNAMED = re.compile(r"arr_\d+")  # what numpy.savez calls arrays that are given without a name
_COUNTED = re.compile(r"(.*?)[ _-]?\d+")
_MEND = (
    f"Save one array {ARRAY!r} (sequences, frames, width) a file and class, X and y, or an array "
    "a label."
)


@dataclass(frozen=True)
class Packed:
    """The sequences of a file, and what it says of them; None where it says nothing."""

    sequences: Sequence[np.ndarray]
    numbered: bool  # whether they have numbers, as in `benar.npz#12`
    labels: list[str] | None = None
    splits: list[str | None] | None = None
    unread: tuple[str, ...] = ()  # arrays that are neither sequences nor their labels


def is_many(shape) -> bool:
    """Whether an array holds sequences (n, T, ...), not one (T, ...)."""
    return len(shape) > 2 and frame_width(shape[1:]) is None and frame_width(shape[2:]) is not None


def is_one(shape) -> bool:
    """Whether an array holds one sequence (T, ...)."""
    return len(shape) > 1 and frame_width(shape[1:]) is not None


def unpack(arrays: dict[str, np.ndarray], name) -> Packed:
    """What a .npz of these arrays plainly holds; ClipError, naming the file `name`, otherwise."""
    many = [key for key, array in arrays.items() if is_many(array.shape)]
    one = [key for key, array in arrays.items() if is_one(array.shape)]
    if not many and not one:
        _refuse(arrays, name)
    targets = _targets(arrays, many)
    if targets:
        return _labelled(arrays, many, targets, name)
    if ARRAY in many or (len(many) == 1 and not one):
        key = ARRAY if ARRAY in many else many[0]
        return Packed(arrays[key], True, unread=_others(arrays, [key]))
    if not many and (ARRAY in one or len(one) == 1):
        key = ARRAY if ARRAY in one else one[0]
        return Packed([arrays[key]], False, unread=_others(arrays, [key]))
    return _by_name(arrays, many, one, name)


def _refuse(arrays, name):
    """Say what is wrong with the array that comes nearest to sequences."""
    deepest = max(arrays, key=lambda key: arrays[key].ndim, default=None)
    if deepest is None or arrays[deepest].ndim < 2:
        raise ClipError(f"{name} holds the arrays {_named(arrays)}: no sequences.", _MEND)
    refuse_shape(arrays[deepest].shape, f"{deepest!r} in {name}" if len(arrays) > 1 else name)


def _named(arrays) -> str:
    shown = [f"{key} {array.shape}" for key, array in list(arrays.items())[:5]]
    return (
        ", ".join(shown) + (f" and {len(arrays) - 5} more" if len(arrays) > 5 else "") or "(none)"
    )


def _others(arrays, used) -> tuple[str, ...]:
    return tuple(key for key in arrays if key not in used)


def _targets(arrays, many) -> dict[str | None, str]:
    """The arrays of labels by the split in their name: `y`, `y_train`, or the second of savez."""
    found, lengths = {}, {_split_of(key)[0]: len(arrays[key]) for key in many}
    for key, array in arrays.items():
        split, words = _split_of(key)
        fits = array.ndim and len(array) == lengths.get(split)  # beside y, `labels` may be names
        if (
            key not in many
            and not _is_sequence(array)
            and words
            and set(words) <= _LABELS
            and (fits or split not in found)
        ):
            found[split] = key
    if not found and many == ["arr_0"] and list(arrays) == ["arr_0", "arr_1"]:
        found[None] = "arr_1"
    return found


def _is_sequence(array) -> bool:
    return is_one(array.shape) and bool(((array != 0) & (array != 1)).any())  # or ones of many


def _split_of(key: str) -> tuple[str | None, list[str]]:
    """The split that an array's name says, and its other words."""
    words = [word for word in re.split(r"[_\W]+", key.lower()) if word]
    words = words if len(words) > 1 else _apart(key)
    splits = [canonical_split(word) for word in words]
    split = next((split for split in splits if split), None)
    return split, [word for word, split in zip(words, splits, strict=True) if not split]


def _apart(key: str) -> list[str]:
    """The words of `ytrain` or `yTrain`."""
    named = re.fullmatch(r"([xy])(train\w*|test\w*|val\w*)", key.lower())
    return list(named.groups()) if named else [key.lower()]


def _labelled(arrays, many, targets, name) -> Packed:
    if not many:
        raise ClipError(
            f"{name} holds the arrays {_named(arrays)}: labels, but no sequences of frames.",
            "Save X as (sequences, frames, width); single frames are no signs in time.",
        )
    sequences, labels, splits, used = [], [], [], list(targets.values())
    for split, target in targets.items():
        held = [key for key in many if _split_of(key)[0] == split]
        if len(held) != 1:
            raise ClipError(
                f"{name} holds the labels {target!r}, but {len(held)} arrays of sequences that "
                f"they may be of: {_named(arrays)}.",
                "Name them X and y, or X_train and y_train, X_test and y_test.",
            )
        part = arrays[held[0]]
        labels += _names(arrays, target, len(part), f"{target!r} in {name}")
        sequences += list(part)
        splits += [split] * len(part)
        used += held
    known = _class_names(arrays, used)
    return Packed(
        sequences,
        True,
        labels,
        splits if any(splits) else None,
        _others(arrays, [*used, *known[:1]]),
    )


def _class_names(arrays, used) -> list[str]:
    """The arrays of texts beside X and y: what the numbers in y are called."""
    return [
        key
        for key, array in arrays.items()
        if key not in used and array.ndim == 1 and array.dtype.kind in "US"
    ]


def _names(arrays, target, count, name) -> list[str]:
    """A name for each of `count` sequences from their labels: texts, numbers, or ones of many."""
    labels = np.squeeze(arrays[target]) if arrays[target].ndim > 1 else arrays[target]
    if labels.ndim == 2 and len(labels) == count and ((labels == 0) | (labels == 1)).all():
        if (labels.sum(axis=1) != 1).any():
            raise ClipError(f"{name} has rows of several labels, or of none.", "Save one a row.")
        labels = labels.argmax(axis=1)
    if labels.shape != (count,):
        raise ClipError(
            f"{name} has the shape {arrays[target].shape}, for {count} sequences.",
            "Save one label a sequence.",
        )
    if labels.dtype.kind in "US":
        return _texts(labels)
    if labels.dtype.kind not in "iubf" or (labels != np.round(labels)).any():
        raise ClipError(f"{name} holds {labels.dtype}: no labels.", "Save names or whole numbers.")
    numbers, classes = labels.astype(int), _class_names(arrays, [target])
    if not classes:
        return [str(number) for number in numbers]
    called = _texts(arrays[classes[0]])
    numbers = numbers - int(numbers.min() > 0 and numbers.max() == len(called))  # counted from 1
    if numbers.min() < 0 or numbers.max() >= len(called):
        raise ClipError(
            f"{name} goes from {labels.min()} to {labels.max()}, and {classes[0]!r} has "
            f"{len(called)} names.",
            "Save a name for each number, counted from 0.",
        )
    return [called[number] for number in numbers]


def _texts(array) -> list[str]:
    return [t.decode("utf-8", "replace") if isinstance(t, bytes) else str(t) for t in array]


def _by_name(arrays, many, one, name) -> Packed:
    """Labels from the arrays' names: an array of sequences a label, or `hello_0`, `hello_1`."""
    used = [key for key in arrays if key in many or key in one]
    counted = {key: named[1] for key in used if (named := _COUNTED.fullmatch(key))}
    if any(_UNNAMED.fullmatch(key) for key in many) or (many and ARRAY in used):
        raise ClipError(
            f"{name} holds the arrays {_named(arrays)}: nothing says what they are.", _MEND
        )
    sequences, labels = [], []
    for key in used:
        part = list(arrays[key]) if key in many else [arrays[key]]
        sequences += part
        labels += [counted[key] if not many and len(counted) == len(used) else key] * len(part)
    alone = not many and len(set(labels)) == 1  # arr_0, arr_1, ...: all of the file's class
    return Packed(sequences, True, None if alone else labels, unread=_others(arrays, used))
