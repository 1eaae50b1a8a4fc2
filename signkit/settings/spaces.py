"""Search spaces as data: what a search may choose from, as one line of text.

A space is names with the values to choose from:
`"conv1_filters 32 64; dropout 0.3; learning_rate 1e-3 1e-4"`.
"""

import math

SPACES = {
    "cnn": "conv1_filters 32 64 96 128; conv2_filters 32 64 96 128; "
    "dense_units 32 64 96 128 160 192 224 256; dropout 0.2 0.3 0.4 0.5; "
    "learning_rate 1e-2 1e-3 1e-4",
    "transfer": "dense_units 64 128 256; dropout 0.2 0.3 0.4 0.5; "
    "learning_rate 3e-3 1e-3 3e-4 1e-4",
}

Space = dict[str, tuple[int | float, ...]]


def read_space(text: str, base: str = "cnn") -> Space:
    """Read a space: `base`, a name in SPACES, with the values of the names in `text` instead.

    Counts are whole numbers from 1, rates lie in 0 (included) to 1. Raises ValueError in words.
    """
    if base not in SPACES:
        raise ValueError(f"{base!r} has no space to search; there are: {', '.join(SPACES)}")
    space = {name: _numbers(words) for name, words in _parts(SPACES[base]).items()}
    for name, words in _parts(text).items():
        if name not in space:
            raise ValueError(f"{name!r} is nothing to choose; there are: {', '.join(space)}")
        space[name] = _values(name, words, space[name])
    return space


def write_space(space: Space) -> str:
    """Write a space as the text that `read_space` reads."""
    return "; ".join(f"{name} {' '.join(map(repr, values))}" for name, values in space.items())


def space_size(space: Space) -> int:
    """How many configurations a space holds."""
    return math.prod(map(len, space.values()))


def _parts(text: str) -> dict[str, list[str]]:
    """Names with their values as words."""
    parts = {}
    for part in filter(str.strip, text.split(";")):
        name, *values = part.split()
        if name in parts:
            raise ValueError(f"{name!r} comes twice")
        parts[name] = values
    return parts


def _numbers(words: list[str]) -> tuple[int | float, ...]:
    return tuple(int(word) if word.isdigit() else float(word) for word in words)


def _values(name: str, words: list[str], base: tuple) -> tuple[int | float, ...]:
    """Read values of the kind that `base` has."""
    kind, given = type(base[0]), " ".join([name, *words])
    allowed = "whole numbers from 1" if kind is int else "numbers from 0 to below 1"
    try:
        values = tuple(kind(word) for word in words)
    except ValueError:
        values = ()
    if not values or not all(value >= 1 if kind is int else 0 <= value < 1 for value in values):
        raise ValueError(
            f"{given!r} gives no values to choose from: "
            f"write {allowed}, as in {write_space({name: base})!r}"
        )
    if len(set(values)) < len(values):
        raise ValueError(f"{given!r} has a value twice")
    return values
