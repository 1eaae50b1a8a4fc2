"""A run's figures in a notebook."""

from pathlib import Path

from PIL import Image as Photo

from signkit.runs.files import FIGURES

PIXELS = 96  # an inch, as a browser counts
MOST = 1000  # pixels across


def show(run_folder, *names) -> None:
    """Show figures of a run by name (`curves`, `confusion`, ...) at the size they were drawn.

    A figure that the run doesn't have is left out: a baseline has no attention, say.
    """
    from IPython.display import Image, display

    for name in names:
        file = Path(run_folder) / FIGURES / f"{name}.png"
        if file.is_file():
            display(Image(file, width=width_of(file)))


def width_of(file) -> int:
    """The width of a PNG in CSS pixels, by the dots an inch that it says it has."""
    with Photo.open(file) as photo:
        dots = photo.info.get("dpi", (PIXELS,))[0]
        return min(MOST, round(photo.width / dots * PIXELS))
