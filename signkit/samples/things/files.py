"""Writing a drawn set so that a killed run goes on and a finished one is left alone."""

import json
from pathlib import Path

from signkit.errors import DataError, SettingsError
from signkit.progress import progress
from signkit.whole import STORED, whole

SETTINGS_FILE = "samples.json"  # written last as complete: it says the set is whole


def draw_set(folder: Path, settings: dict, names: list[str], draw, extra=None) -> Path:
    """Write `draw(place in names) -> bytes` for each of `names` that is not there yet.

    `extra` maps further file names to their bytes. Raises SettingsError if `folder` holds
    samples of other settings.
    """
    extra = extra or {}
    whole = {**settings, "complete": True}
    found = _read(folder)
    if found == whole and all((folder / name).is_file() for name in (*names, *extra)):
        return folder
    if found and {**found, "complete": True} != whole:
        raise SettingsError(
            f"{folder} holds samples made with other settings.",
            "Give another folder, or delete this one first.",
        )
    _write(folder / SETTINGS_FILE, _as_bytes({**settings, "complete": False}))
    for number, name in enumerate(progress(names, desc="drawing samples")):
        if not (folder / name).exists():
            _write(folder / name, draw(number))
    for name, data in extra.items():
        _write(folder / name, data)
    _write(folder / SETTINGS_FILE, _as_bytes(whole))
    return folder


def check_count(name: str, value, lowest: int) -> None:
    """Raise SettingsError unless `value` is a whole number from `lowest` on."""
    if not isinstance(value, int) or value < lowest:
        raise SettingsError(f"{name}={value!r} is not possible.", f"Use {lowest} or more.")


def _as_bytes(settings):
    return json.dumps(settings, indent=1).encode()


def _read(folder):
    try:
        return json.loads((folder / SETTINGS_FILE).read_text())
    except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError):
        return None


def _write(path: Path, data: bytes) -> None:
    """Write under another name and rename: a killed run leaves no half photo."""
    with whole(path, STORED, DataError, folders=True) as part:
        part.write_bytes(data)
