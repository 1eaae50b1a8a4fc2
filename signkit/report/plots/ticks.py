"""How a picture's axes write their numbers: as the report's language does."""

from matplotlib.ticker import FuncFormatter, ScalarFormatter

ROUND = 9  # digits behind the decimal sign; ticks are sums, and miss round numbers by less


def percent_ticks(axis, words) -> None:
    """Write the ticks of an axis of shares (0-1) as per cent, such as 80 % or 97.5 %."""
    axis.set_major_formatter(FuncFormatter(lambda share, _: words.percent(*_digits(share))))


def number_ticks(axis, words) -> None:
    """Write the ticks of an axis of numbers with the language's decimal sign."""
    axis.set_major_formatter(_Numbers(words))


def _digits(share):
    whole = round(100 * share, ROUND - 2).is_integer()
    return round(share, ROUND), 0 if whole else 1


class _Numbers(ScalarFormatter):
    """Matplotlib's choice of digits, in the signs of a language."""

    def __init__(self, words):
        super().__init__(useOffset=False)
        self.set_scientific(False)
        self._words = words

    def __call__(self, x, pos=None):
        """The text of the tick at `x`."""
        return super().__call__(x, pos).replace(".", self._words["decimal"])
