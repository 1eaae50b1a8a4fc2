"""Checks that several settings share."""


def one_of(value: str, table: dict) -> str:
    """Return `value`, a name in `table`; raises ValueError with the names there are."""
    if value not in table:
        raise ValueError(f"choose one of: {', '.join(table)}")
    return value


def three_quarters(pixels: int) -> int:
    """Three quarters of a side, in whole 32 pixels."""
    return max(32, pixels * 3 // 4 // 32 * 32)


def enough_pixels(value: int) -> int:
    """Return a side in pixels; raises ValueError where it is too small."""
    if 0 < value < 32:
        raise ValueError("give at least 32 pixels, or 0 for what is usual")
    return value
