"""The curves of a training while it runs, where somebody watches a notebook."""

import io
import sys
import time

import keras

from signkit.progress import headless
from signkit.report.plots.curve_plot import plot_curves
from signkit.report.plots.palette import to_png
from signkit.runs.record import Run

DOTS = 80  # an inch
SHARE = 0.05  # of the time that drawing may take


class LiveCurves(keras.callbacks.Callback):
    """Draw all epochs so far into one place of a notebook's output, over all stages of a run.

    It draws after an epoch where all drawing takes less than a twentieth of the time. `display` is
    IPython's.
    """

    def __init__(self, run: Run, display, language: str = "en"):
        super().__init__()
        self.run, self.display, self.language = run, display, language
        self._place, self._began, self._spent, self._cost = None, time.perf_counter(), 0.0, 0.0

    def on_epoch_end(self, epoch, logs=None):
        """Draw, where it is due; put it after History among the callbacks."""
        began = time.perf_counter()
        if self._spent + self._cost <= SHARE * (began - self._began):
            self._draw()
            self._cost = time.perf_counter() - began
            self._spent += self._cost

    def _draw(self):
        from IPython.display import Image

        history = self.run.history()
        if len(history) < 2:  # one epoch is no curve
            return
        figure = plot_curves(history, language=self.language)
        pixels = io.BytesIO()
        to_png(figure, pixels, dpi=DOTS)
        picture = Image(pixels.getvalue())
        if self._place is None:
            self._place = self.display(picture, display_id=True)
        else:
            self._place.update(picture)


def live_curves(run: Run, language: str = "en") -> tuple[keras.callbacks.Callback, ...]:
    """Return the callback that draws the curves of a run, or none where nobody watches."""
    if headless() or "ipykernel" not in sys.modules:
        return ()
    from IPython import get_ipython
    from IPython.display import display

    if not hasattr(get_ipython(), "kernel"):  # the module is loaded, but no notebook runs
        return ()

    return (LiveCurves(run, display, language),)
