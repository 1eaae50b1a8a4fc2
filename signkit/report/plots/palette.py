"""The look that all pictures share, and how a picture becomes a file or part of a page.

Figures are made without pyplot: nothing is registered, nothing leaks, no display is needed.
"""

import base64
import io
import re

import matplotlib
from matplotlib.layout_engine import ConstrainedLayoutEngine

from signkit.letters import Picture

INK, MUTED, GRID, PAPER = "#1b2733", "#5d6b78", "#dbe1e7", "#ffffff"
GOOD, BAD = "#2468ac", "#c8551b"  # blue and orange: apart for colour-blind eyes as well
# On the page these colours follow the reader's light or dark setting.
CSS_NAMES = {INK: "ink", MUTED: "muted", GRID: "line", GOOD: "good", BAD: "bad", PAPER: "paper"}
FONT = 10.5  # points


def new_figure(width, height) -> Picture:
    """An empty figure of width x height inches."""
    return Picture(figsize=(width, height), layout="constrained", facecolor=PAPER)


def dress(axes, grid="y"):
    """Take the box away, leave a quiet grid along `grid` ('x', 'y' or '')."""
    axes.set_facecolor("none")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(GRID)
    axes.tick_params(colors=MUTED, labelsize=FONT - 1, length=0)
    if grid:
        axes.grid(axis=grid, color=GRID, linewidth=0.8)
        axes.set_axisbelow(True)


def plain(text, longest=24) -> str:
    """A name as a picture can hold it: not too long, on one line."""
    text = " ".join(str(text).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def settle(figure) -> None:
    """Lay a figure out for good: each of its files would else work it out anew."""
    if isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine):
        figure.draw_without_rendering()
        figure.set_layout_engine("none")


def to_png(figure, path, dpi=300):
    """Save a figure as a PNG on white, at print quality; OSError where it can't be written."""
    figure.savefig(path, dpi=dpi, facecolor=PAPER)


def to_pdf(figure, path, dpi=300):
    """Save a figure as a PDF, sharp at any size, its letters as text; OSError as `to_png`.

    Photos in it have `dpi`.
    """
    with matplotlib.rc_context({"pdf.fonttype": 42}):  # TrueType: publishers refuse Type 3
        figure.savefig(
            path, format="pdf", facecolor=PAPER, dpi=dpi, metadata={"CreationDate": None}
        )


def to_jpeg_uri(figure, dpi=160) -> str:
    """A figure on white as an address that holds it, for pictures made of photos."""
    content = io.BytesIO()
    figure.savefig(content, format="jpg", dpi=dpi, facecolor=PAPER, pil_kwargs={"quality": 86})
    return "data:image/jpeg;base64," + base64.b64encode(content.getvalue()).decode()


def to_svg(figure) -> str:
    """A figure as an `<svg>` element: no background, text as text, colours as CSS variables."""
    text = io.StringIO()
    settings = {"svg.fonttype": "none", "svg.hashsalt": "signkit", "svg.image_inline": True}
    with matplotlib.rc_context(settings):
        figure.savefig(
            text, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    svg = text.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"<style type=\"text/css\">.*?</style>", "", svg, flags=re.S)
    # These ids are used by nothing, and several pictures on one page would share them.
    svg = re.sub(r' id="[A-Za-z0-9]+_\d+"', "", svg)
    svg = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", svg)
    for colour, name in CSS_NAMES.items():
        svg = svg.replace(colour, f"var(--{name})")
    return svg
