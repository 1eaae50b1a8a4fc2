"""A few videos side by side as a piece of HTML that holds them, for notebooks."""

import base64
import html
from collections.abc import Iterable
from pathlib import Path

HEIGHT = 190  # pixels
_TYPES = {".webm": "video/webm", ".mp4": "video/mp4", ".webp": "image/webp"}


def side_by_side(files: Iterable[Path]) -> str:
    """HTML in which videos (.webm, .mp4) and moving pictures (.webp) play, their names below.

    The files are in it: a notebook that was saved still shows them.
    """
    cells = "".join(_cell(Path(file)) for file in files)
    return f'<div style="display:flex;flex-wrap:wrap;gap:12px">{cells}</div>'


def _cell(file: Path) -> str:
    kind, content = _TYPES[file.suffix.lower()], base64.b64encode(file.read_bytes()).decode()
    source, size = f"data:{kind};base64,{content}", f'style="height:{HEIGHT}px;display:block"'
    shown = f'<img src="{source}" {size}>'
    if kind.startswith("video"):
        shown = f'<video src="{source}" {size} autoplay loop muted playsinline></video>'
    name = html.escape(file.stem)
    caption = f'<figcaption style="font:13px sans-serif">{name}</figcaption>'
    return f'<figure style="margin:0">{shown}{caption}</figure>'
