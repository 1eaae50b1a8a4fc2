"""What signs look like or mean, in words: a small CSV beside the photos."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from signkit.data.listing.csv_file import need_columns, read_csv
from signkit.data.listing.text_file import encoding_of
from signkit.data.names import one_name, there_are
from signkit.data.texts.vocabulary import Vocabulary, split_words
from signkit.errors import DataError
from signkit.whole import whole

FILE = "descriptions.csv"
COLUMNS = ("class", "description", "sentence", "comment")
HINT = (
    "Describe what is seen, clause by clause in the same words for every class, such as: "
    "thumb folded, index finger up, middle finger up, ring finger folded, little finger folded. "
    "A sentence that the sign stands for is optional."
)


@dataclass(frozen=True)
class Descriptions:
    """The classes' texts and the words of those that are trained on.

    A class never trained on may be described with other words: they are numbered as UNKNOWN, which
    says nothing of them.
    """

    table: pd.DataFrame  # indexed by class: description, sentence ("" where there is none)
    vocabulary: Vocabulary  # of the trained classes' descriptions alone
    trained: tuple[str, ...]  # the classes that the vocabulary was made of
    length: int  # words and punctuation of the longest description
    notes: tuple[str, ...] = ()  # what was guessed on reading

    def texts(self, classes: Iterable[str] | None = None) -> list[str]:
        """The descriptions of some classes, in that order; of all in the table's without."""
        chosen = self.table if classes is None else self.table.loc[list(classes)]
        return chosen["description"].tolist()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return texts as (N, length) int32 numbers of words; longer ones are cut."""
        return self.vocabulary.encode(list(texts), self.length)

    def numbers(self, words: Iterable[str]) -> list[int]:
        """The numbers of those of the words that the vocabulary holds."""
        places = {word: number for number, word in enumerate(self.vocabulary.words)}
        return [places[word] for word in words if word in places]


def describe(table: pd.DataFrame, trained: Iterable[str]) -> Descriptions:
    """Make Descriptions of a table indexed by class, its words those of the classes trained on."""
    trained = tuple(trained)
    vocabulary = Vocabulary.of(table.loc[list(trained), "description"])
    length = max(len(split_words(text)) for text in table["description"])
    return Descriptions(table, vocabulary, trained, length)


def read_descriptions(
    place: str | Path, classes: Iterable[str], trained: Iterable[str] | None = None
) -> Descriptions:
    """Read the descriptions of all classes from a CSV file, or `descriptions.csv` in a folder.

    The file has the columns class and description, and may have sentence and others. `trained` are
    the classes trained on, all of them if not given. Raises DataError, naming the classes, where
    some are missing, described twice, described by nothing, or not among `classes`.
    """
    file, classes = _file(place), list(classes)
    if not file.is_file():
        raise DataError(
            f"There is no file {file}.", "write_template(classes, path) makes one to fill in."
        )
    notes = []
    table = _table(file, notes)
    _check(file, table, classes)
    table = table.set_index("class").loc[classes]
    found = describe(table, classes if trained is None else trained)
    return replace(found, notes=tuple(notes))


def write_template(classes: Iterable[str], place: str | Path) -> list[str]:
    """Write a CSV to fill in, or add the classes that one lacks; return those written.

    What is in the file stays as it is, to the byte. `place` is the file or its folder.
    """
    file = _file(place)
    old = file.read_bytes() if file.is_file() else b""
    table = _table(file, []) if old.strip() else None
    there = set() if table is None else set(table["class"])
    lacking = [name for name in map(one_name, classes) if name not in there]
    if not lacking:
        return []
    rows = [{"class": name, "comment": HINT} for name in lacking]
    new = (
        _whole_as_text(rows).encode()
        if table is None
        else old + _in_encoding_of(file, old, _rows_as_text(file, rows, old))
    )
    with whole(file, "Make room, and run again.", DataError) as part:
        part.write_bytes(new)
    return lacking


def _file(place) -> Path:
    place = Path(place).expanduser()
    return place / FILE if place.is_dir() else place


def _table(file: Path, notes: list[str]) -> pd.DataFrame:
    """The rows of a file that name a class or describe something."""
    table = read_csv(file, COLUMNS, notes)
    need_columns(file, table, COLUMNS[:2])
    if "sentence" not in table:
        table["sentence"] = ""
    table = table[["class", "description", "sentence"]].map(one_name)
    return table[(table != "").any(axis=1)].reset_index(drop=True)


def _check(file: Path, table: pd.DataFrame, classes: list[str]) -> None:
    named = table["class"]
    _raise_for(file, "describes twice", named[named.duplicated()], "Keep one row a class.")
    _raise_for(
        file,
        "describes what is no class of this data set:",
        named[~named.isin(classes)],
        there_are(classes),
    )
    missing = pd.Series([name for name in classes if name not in set(named)], dtype=str)
    mend = "write_template(classes, path) adds rows for them: fill those in."
    _raise_for(file, "lacks the classes", missing, mend)
    empty = named[table["description"] == ""]
    _raise_for(file, "says nothing of", empty, "Fill in their descriptions.")


def _raise_for(file: Path, what: str, names: pd.Series, mend: str) -> None:
    if len(names):
        shown = ", ".join(repr(name) for name in dict.fromkeys(names))
        raise DataError(f"{file} {what} {shown}.", mend)


def _whole_as_text(rows: list[dict]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _in_encoding_of(file: Path, old: bytes, text: str) -> bytes:
    """Text in an old file's encoding, without another mark of it."""
    names = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le" if old[:1] == b"\xff" else "utf-16-be"}
    encoding = encoding_of(file, old)
    try:
        return text.encode(names.get(encoding, encoding))
    except UnicodeEncodeError as error:
        raise DataError(
            f"{file} isn't UTF-8 and can't hold {text[error.start : error.end]!r}.",
            "Save it as 'CSV UTF-8'.",
        ) from None


def _rows_as_text(file: Path, rows: list[dict], old: bytes) -> str:
    """Rows to be appended to a file, in its columns, its separator and its ends of lines."""
    before = old.decode(encoding_of(file, old))
    ending = "\r\n" if "\r\n" in before else "\n" if "\n" in before else "\r"
    header = before.partition(ending)[0]
    separator = max(",;\t", key=header.count)
    columns = [name.strip().lower() for name in next(csv.reader([header], delimiter=separator))]
    text = io.StringIO()
    if not before.endswith(ending):
        text.write(ending)
    writer = csv.writer(text, delimiter=separator, lineterminator=ending)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue()
