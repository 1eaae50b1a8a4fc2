"""Progress with time left: a bar where someone looks, plain lines where a log is kept."""

import os
import sys

from tqdm import tqdm as _bar

LINE_SECONDS = 10  # how often a headless run writes a line


class _Lines(_bar):
    """A tqdm that prints whole lines instead of redrawing one."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("mininterval", LINE_SECONDS)
        kwargs["maxinterval"] = max(LINE_SECONDS, kwargs["mininterval"])
        kwargs["bar_format"] = (
            "{desc}: {n_fmt}/{total_fmt} {unit} ({percentage:.0f} %), {rate_fmt}, "
            "{elapsed} gone, {remaining} left{postfix}"
        )
        super().__init__(*args, **kwargs)

    def display(self, msg=None, pos=None):
        """Print the state as a line; nothing before the first sample is done."""
        if self.n:
            print(msg if msg is not None else str(self), flush=True)

    def set_description(self, desc=None, refresh=False):
        """Change the description, which alone is not worth a line."""
        self.desc = desc or ""

    def set_postfix(self, ordered_dict=None, refresh=False, **kwargs):
        """Change what stands behind the line, which alone is not worth one."""
        super().set_postfix(ordered_dict, refresh=False, **kwargs)

    def close(self):
        """Print the last line once, if the work ended between two lines."""
        if not self.disable and self.n > self.last_print_n:
            self.display()
        self.disable = True


def count_from_here(bar, more: int = 0) -> None:
    """Reckon speed and time left from now on: what was done, and `more`, got things ready."""
    done, bar.initial = bar.n + more, 0
    bar.reset()
    bar.initial = bar.n = bar.last_print_n = done


def headless() -> bool:
    """Whether nobody watches: set by SIGNKIT_HEADLESS=1, or no terminal and no notebook."""
    if "SIGNKIT_HEADLESS" in os.environ:
        return os.environ["SIGNKIT_HEADLESS"] == "1"
    return not (sys.stderr.isatty() or "ipykernel" in sys.modules)


def progress(iterable=None, total=None, desc="", unit="photo", **kwargs):
    """Wrap an iterable, or count by `update(n)`, showing speed and time left (as tqdm does)."""
    if headless():
        return _Lines(iterable, total=total, desc=desc, unit=unit, file=sys.stdout, **kwargs)
    from tqdm.auto import tqdm

    return tqdm(iterable, total=total, desc=desc, unit=unit, **kwargs)
