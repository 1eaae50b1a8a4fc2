"""Lay the pages of the site together in build/pages, from where they are kept.

    python scripts/lay_pages.py [FOLDER]

The README is the first page, the guide and CONTRIBUTING are pages beside those of docs/. A link
from one page to another is turned to where it lies on the site; one to any other file leads to the
repository.
"""

import os
import re
import shutil
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST = {
    "README.md": "index.md",
    "INTEGRATION_GUIDE.md": "integration-guide.md",
    "CONTRIBUTING.md": "contributing.md",
}
# Where GitHub wants a stroke in a table's code escaped, the site's Markdown does not.
TABLE_CODE = re.compile(r"`[^`\n]*`(?=[^\n]*\|$)", re.MULTILINE)
# A link or a picture, [words](target), or the target of a [name]: target; not those to the net.
LINK = re.compile(r"(\]\(|^\[[^\]]+\]: )(?!\w+:|#)([^)\s#]+)", re.MULTILINE)


def repository() -> str:
    """The address of the repository, from pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]["Repository"]


def pages() -> dict[Path, Path]:
    """Each file of the site, by where it is kept, with its place on the site."""
    inside = [path for path in (ROOT / "docs").rglob("*") if path.is_file()]
    return {ROOT / name: Path(place) for name, place in FIRST.items()} | {
        path: path.relative_to(ROOT / "docs") for path in inside
    }


def turned(text: str, kept: Path, places: dict[Path, Path]) -> str:
    """A page's text, its links turned to the site; raises ValueError where one leads nowhere."""

    def turn(link: re.Match) -> str:
        target = (kept.parent / link[2]).resolve()
        if target in places:
            return link[1] + os.path.relpath(places[target], places[kept].parent)
        if not target.exists():
            raise ValueError(f"{kept.relative_to(ROOT)}: {link[2]} leads nowhere")
        return f"{link[1]}{repository()}/blob/main/{target.relative_to(ROOT).as_posix()}"

    text = LINK.sub(turn, text)
    return TABLE_CODE.sub(lambda code: code[0].replace(r"\|", "|"), text)


def lay(folder: Path) -> None:
    """Write all pages and pictures into a folder, anew."""
    shutil.rmtree(folder, ignore_errors=True)
    places = pages()
    for kept, place in places.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        if kept.suffix == ".md":
            (folder / place).write_text(turned(kept.read_text(), kept, places))
        else:
            shutil.copyfile(kept, folder / place)


if __name__ == "__main__":
    lay(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "pages")
