"""All files below a folder: links followed once, what lies hidden passed over."""

import os
from dataclasses import dataclass
from pathlib import Path

from signkit.data.files import opening
from signkit.errors import DataError


@dataclass(frozen=True)
class Found:
    """Paths of files relative to the folder, with /, in order; and notes on what was passed by.

    `tops` are the names of the folders directly in it.
    """

    paths: list[str]
    tops: list[str]
    notes: list[str]


def files_below(root: Path) -> Found:
    """List a folder's files, also behind links.

    What several ways lead to counts once: a folder as it lies below `root`, else by the first link;
    a file by the way through most folders, and of equal ones by the link, which was put there on
    purpose. What is left out is told: links to folders that hold them, links to nothing, folders
    that may not be read. Raises DataError where the disk fails.
    """
    search = _Search()
    search.folder(str(root), "", os.path.realpath(root))
    while search.links:
        waiting, search.links = sorted(search.links), []
        for place, inside in waiting:
            search.follow(place, inside)
    once = search.once()
    return Found(sorted(once), sorted(search.tops), search.notes(len(once)))


def is_hidden(name: str) -> bool:
    """Whether a file or folder is none of the user's: hidden, or what macOS adds to an archive."""
    return name.startswith(".") or name == "__MACOSX"


class _Search:
    def __init__(self):
        self.files: dict[str, str] = {}  # path below the root -> the same without links
        self.linked: dict[str, str] = {}  # the same of files that are links themselves
        self.links: list[tuple[str, str]] = []  # folders that are links: place, path below the root
        self.seen: set[str] = set()
        self.tops: list[str] = []
        self.again, self.broken, self.closed = [], [], []

    def folder(self, place: str, inside: str, real: str) -> None:
        self.seen.add(real)
        if inside.count("/") == 1:
            self.tops.append(inside[:-1])
        try:
            with opening(Path(place), DataError), os.scandir(place) as entries:
                found = [entry for entry in entries if not is_hidden(entry.name)]
        except DataError as error:
            if not isinstance(error.__cause__, PermissionError):
                raise
            self.closed.append(inside)
            return
        for entry in found:
            self._entry(entry, f"{inside}{entry.name}", os.path.join(real, entry.name))

    def _entry(self, entry, path: str, real: str) -> None:
        if not entry.is_symlink():
            if not entry.is_dir():
                self.files[path] = real
            elif real not in self.seen:
                self.folder(entry.path, f"{path}/", real)
        elif entry.is_dir():
            self.links.append((entry.path, path))
        elif entry.is_file():
            self.linked[path] = os.path.realpath(entry.path)
        else:
            self.broken.append(path)

    def follow(self, place: str, inside: str) -> None:
        real = os.path.realpath(place)
        if any(f"{one}/".startswith(f"{real}/") for one in self.seen):
            self.again.append(inside)
        else:
            self.folder(place, f"{inside}/", real)

    def once(self) -> list[str]:
        ways = [*sorted(self.linked.items()), *self.files.items()]
        ways.sort(key=lambda way: -way[0].count("/"))
        found = {}
        for path, real in ways:
            found.setdefault(real, path)
        return list(found.values())

    def notes(self, once: int) -> list[str]:
        told = (
            (self.again, "links to folders that count already were passed over"),
            (self.broken, "links that lead nowhere were left out"),
            (self.closed, "folders that may not be read were left out"),
        )
        notes = [
            f"{len(names)} {words}: {', '.join(sorted(names)[:5])}."
            for names, words in told
            if names
        ]
        if twice := len(self.linked) + len(self.files) - once:
            notes.append(f"{twice} files that links lead to as well count once.")
        return notes
