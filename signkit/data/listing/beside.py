"""What lies beside photos and says what is on them: recognised, and told with what reads it."""

import re
from collections import defaultdict
from pathlib import Path

from signkit.data.listing.csv_file import read_csv
from signkit.errors import DataError

_LOOKS = 3  # files of an ending that are opened
_BYTES = 65536  # of each: what a file is, it says at its beginning
_PATHS = ("path", "file", "filename", "file_name", "filepath", "file_path", "image", "image_path",
          "image_name", "image_id", "img", "id", "name", "video", "clip")  # fmt: skip
_LABELS = ("label", "labels", "class", "classes", "category", "class_name", "breed", "species",
           "gloss", "word", "sign", "target", "kelas")  # fmt: skip
_GROUPS = ("signer", "person", "subject", "user", "participant", "session")
_YOLO = re.compile(r"\s*\d+(\s+[-+.\deE]+){4,}\s*")
_OWN = ("descriptions.csv", "skipped.csv", "copies.csv")  # the kit's
_TO_VOC = "Export them as Pascal VOC and set VOC = True in ATK_training, or write a CSV."

# What a file's beginning holds, by its ending, what such files are, and what reads them.
_KINDS = {
    ".xml": (
        (r"<annotation\b", "Pascal VOC files: ATK_training learns from them with VOC = True."),
        (r"<annotations\b", f"annotations of CVAT, which are not read. {_TO_VOC}"),
    ),
    ".json": (
        (r'"shapes"\s*:', f"annotations of LabelMe, which are not read. {_TO_VOC}"),
        (r'"_via_img_metadata"', f"annotations of VIA, which are not read. {_TO_VOC}"),
        (r'"(images|annotations|categories)"\s*:\s*\[',
         f"annotations in COCO's format, which are not read. {_TO_VOC}"),
    ),
    ".txt": ((None, f"boxes in YOLO's format, which are not read. {_TO_VOC}"),),
}  # fmt: skip
_UNREAD = {".heic": "HEIC", ".heif": "HEIC", ".avif": "AVIF", ".jp2": "JPEG 2000", ".dng": "raw",
           ".cr2": "raw", ".nef": "raw", ".arw": "raw", ".psd": "Photoshop"}  # fmt: skip


def told(root: Path, paths: list[str]) -> list[str]:
    """Sentences on those of the files that say what photos or clips show, and what reads them."""
    by_ending = defaultdict(list)
    for path in paths:
        by_ending[Path(path).suffix.lower()].append(path)
    notes = [note for ending in _KINDS for note in _annotations(root, ending, by_ending[ending])]
    for ending, name in _UNREAD.items():
        if files := by_ending[ending]:
            notes.append(
                f"{len(files)} {name} photos are not read, such as {files[0]}: save them as JPEG "
                "or PNG."
            )
    tables = [path for path in by_ending[".csv"] if path.count("/") < 2]
    for path in [path for path in tables if path.rsplit("/", 1)[-1] not in _OWN][:_LOOKS]:
        notes += _table(root, path)
    return notes


def _annotations(root, ending, files) -> list[str]:
    for file in files[:_LOOKS]:
        begins = _beginning(root / file)
        for pattern, words in _KINDS[ending]:
            if re.search(pattern, begins) if pattern else _is_yolo(begins):
                return [f"{len(files)} {ending} files, such as {file}, are {words}"]
    return []


def _is_yolo(begins: str) -> bool:
    lines = [line for line in begins.splitlines()[:20] if line.strip()]
    return bool(lines) and all(map(_YOLO.fullmatch, lines))


def _beginning(file: Path) -> str:
    try:
        with open(file, "rb") as content:
            return content.read(_BYTES).decode("utf-8", errors="replace")
    except OSError:
        return ""


def _table(root: Path, path: str) -> list[str]:
    try:
        columns = [str(name) for name in read_csv(root / path).columns]
    except (DataError, ValueError):
        return []
    file = _first(columns, _PATHS)
    label = _first(columns, _LABELS)
    if not (file and label):
        return []
    said = f"{path} is a table with the columns {', '.join(columns[:8])}"
    group = _first(columns, _GROUPS)
    groups = f', GROUP_COLUMN = "{group}" who or what it is' if group else ""
    if {file.lower(), label.lower()} <= {"path", "label"}:
        return [f'{said}: CSV = "{path}" reads the classes from it{groups}.']
    return [
        f"{said}: with the column {file} called path (the file, from the data set's folder) and "
        f'{label} called label, CSV = "{path}" reads the classes from it{groups}.'
    ]


def _first(columns, names) -> str | None:
    return next((c for name in names for c in columns if c.strip().lower() == name), None)
