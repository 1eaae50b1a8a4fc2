"""`active.json`: which version of a task counts, and which counted before."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from signkit.errors import RunError
from signkit.versions.record import Version
from signkit.whole import write_json

FILE = "active.json"
NO_ROOM = "Free some space (delete versions that nobody needs) and try again: nothing was changed."


@dataclass(frozen=True)
class Active:
    """The active version's name ("" before the first), those before it, the last number given."""

    name: str = ""
    history: tuple[tuple[str, str], ...] = ()  # (name, id), the latest last
    number: int = 0

    @classmethod
    def read(cls, folder: Path, versions: list[Version]) -> "Active":
        """Read the file in a task's folder.

        Raises RunError, naming the file and the mend, where it can't be read, is missing, or names
        a version that isn't there. Only a lone version needs no file: the first is active.
        """
        file, names = folder / FILE, [version.name for version in versions]
        mend = f"Activate one of {', '.join(names)}; that writes the file anew."
        if not names:
            mend = "Promote a run again, after deleting this file."
        try:
            said = json.loads(file.read_text(encoding="utf-8"))
            found = cls(
                str(said["active"]),
                tuple((str(entry["name"]), str(entry["id"])) for entry in said["history"]),
                int(said["last_number"]),
            )
        except FileNotFoundError as error:
            if len(names) > 1:
                raise RunError(f"{file} is missing.", mend) from error
            return cls(names[0] if names else "")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RunError(f"{file} can't be read ({error}).", mend) from error
        if found.name not in names:
            raise RunError(f"{file} names {found.name}, which isn't there or is broken.", mend)
        return found

    def write(self, folder: Path) -> None:
        """Write the file beside its place and rename it; raises RunError."""
        content = {
            "active": self.name,
            "history": [{"name": name, "id": own} for name, own in self.history],
            "last_number": self.number,
        }
        write_json(folder / FILE, content, NO_ROOM, durable=True, shared=True)

    def before(self, versions: list[Version]) -> list[str]:
        """Names of the versions that were active before and are still there, the latest last."""
        there = {(version.name, version.id) for version in versions}
        return [entry[0] for entry in self.history if entry in there and entry[0] != self.name]

    def moved_to(self, version: Version, versions: list[Version]) -> "Active":
        """The state after another version was activated."""
        left = [(v.name, v.id) for v in versions if v.name == self.name]
        return Active(version.name, (*self.history, *left), self.number)

    def rolled_back(self, versions: list[Version]) -> "Active":
        """The state with the version that was active before; raises RunError without one."""
        before = self.before(versions)
        if not before:
            raise RunError(
                f"No version was active before {self.name or 'the first'}.",
                "Name the one that you want: activate(...).",
            )
        name = before[-1]
        last = max(k for k, entry in enumerate(self.history) if entry[0] == name)
        return Active(name, self.history[:last], self.number)


def number_of(name: str) -> int:
    """The number in a name like "v3", 0 in any other."""
    found = re.fullmatch(r"v(\d+)", name)
    return int(found[1]) if found else 0
