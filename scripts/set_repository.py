"""Set where the repository lives, everywhere it is named.

    python scripts/set_repository.py OWNER/NAME

For whoever forks: badges, the setup cells of the notebooks, pyproject.toml, mkdocs.yml and the
pages name it, and pyproject.toml ([project.urls]) is what counts. Prints the files that changed.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHERE = ("*.md", "docs/*.md", "mkdocs.yml", "pyproject.toml", "notebooks/*.py", "notebooks/*.ipynb")
BEFORE = ("https://github.com/", "colab.research.google.com/github/", "repo_name: ")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")


def repository(root: Path) -> str:
    """OWNER/NAME, from pyproject.toml."""
    urls = tomllib.loads((root / "pyproject.toml").read_text())["project"]["urls"]
    return urls["Repository"].removeprefix("https://github.com/")


def files(root: Path) -> list[Path]:
    """The files that may name the repository."""
    return sorted(path for pattern in WHERE for path in root.glob(pattern))


def set_repository(root: Path, name: str) -> list[Path]:
    """Name the repository `name` (OWNER/NAME) in all files; return those that changed."""
    old = re.compile(
        f"({'|'.join(map(re.escape, BEFORE))}){re.escape(repository(root))}(?![\\w.-])"
    )
    changed = []
    for path in files(root):
        before = path.read_text()
        after = old.sub(lambda found: found[1] + name, before)
        if after != before:
            path.write_text(after)
            changed.append(path)
    return changed


if __name__ == "__main__":
    if len(sys.argv) != 2 or not NAME.fullmatch(sys.argv[1]):
        sys.exit("Say OWNER/NAME, as in: python scripts/set_repository.py budi/signkit")
    for path in set_repository(ROOT, sys.argv[1]):
        print(path.relative_to(ROOT))
