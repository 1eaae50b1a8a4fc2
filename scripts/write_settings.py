"""Write what the settings say of themselves to where it is read.

    python scripts/write_settings.py

writes docs/settings.md and the form cells of the notebooks (whose own defaults stay), each .py with
its .ipynb. A test holds all of it to the fields.
"""

import re
import subprocess
import sys
from pathlib import Path

from signkit import settings as kinds
from signkit.notebook.form_cell import form_cell
from signkit.settings.about import About, grouped
from signkit.settings.base import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "settings.md"
NOTEBOOKS = {
    "preprocess_landmarks": kinds.PreprocessSettings,
    "preprocess_clips": kinds.ClipPreprocessSettings,
    "Training_Model_Sign": kinds.TrainSettings,
    "Training_Model_Text": kinds.TextSettings,
    "ATK_training": kinds.ImageSettings,
}
# What a notebook has instead of a field's default: data to try it with.
OWN = {
    "preprocess_landmarks": {"DATASET": "sample-signs", "GROUP_PATTERN": "(signer[0-9]+)"},
    "preprocess_clips": {"DATASET": "sample-clips", "GROUP_PATTERN": "(signer[0-9]+)"},
    "Training_Model_Sign": {"DATASET": "sample-signs"},
    "Training_Model_Text": {"DATASET": "sample-sentences"},
    "ATK_training": {"DATASET": "sample-stationery"},
}
COMMANDS = {
    "preprocess_landmarks": "preprocess",
    "preprocess_clips": "preprocess-clips",
    "Training_Model_Sign": "train",
    "Training_Model_Text": "train-text",
    "ATK_training": "train-images",
}
INTRODUCTION = """# Settings

Each notebook's form, each command of `python -m signkit` (`IMAGE_SIZE` is `--image-size` there) and
`signkit run-notebook -p NAME VALUE` take the same settings. One that would be ignored beside the
others is refused, saying where it counts. Those marked * are not in the notebooks' forms.

This page is made of the fields by `python scripts/write_settings.py`.
"""
_FORM = re.compile(r'(?ms)(^# %% cellView="form" tags=\["parameters"\]\n).*?(?=^\n# %%)')


def page() -> str:
    """docs/settings.md."""
    parts = [INTRODUCTION]
    for name, settings in NOTEBOOKS.items():
        parts.append(f"## {name}\n\n`python -m signkit {COMMANDS[name]}`\n")
        parts += [_table(heading, found) for heading, found in grouped(settings)]
    return "\n".join(parts)


def with_form(source: str, settings: type[Settings], own: dict) -> str:
    """A notebook's source in percent format with its form cell written anew."""
    cell = form_cell(settings, own)
    return _FORM.sub(lambda found: found[1] + cell + "\n", source)


def _table(heading: str, found: list[About]) -> str:
    rows = [f"### {heading}\n", "| setting | default | |", "|---|---|---|"]
    for one in found:
        name = f"`{one.name.upper()}`" + ("" if one.mark.form else " *")
        about = one.whole().replace("|", "\\|").replace("*", "\\*")
        rows.append(f"| {name} | `{one.usual}` | {about} |")
    return "\n".join([*rows, ""])


def main() -> None:
    """Write the page and the notebooks."""
    PAGE.write_text(page(), encoding="utf-8")
    for name, settings in NOTEBOOKS.items():
        file = ROOT / "notebooks" / f"{name}.py"
        source = file.read_text(encoding="utf-8")
        file.write_text(with_form(source, settings, OWN[name]), encoding="utf-8")
        command = ["jupytext", "--quiet", "--to", "ipynb", "--update", str(file)]
        subprocess.run([sys.executable, "-m", *command], check=True)


if __name__ == "__main__":
    main()
