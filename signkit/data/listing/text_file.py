"""A text file whoever wrote it: its encoding, and what ends a line."""

from pathlib import Path

from signkit.errors import DataError

_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}  # what Excel calls Unicode Text
EXCEL = "cp1252"  # what Excel calls CSV, in Indonesia and most of Europe


def read_text(file: Path, notes: list[str]) -> str:
    r"""A file's text, its lines ended by \n alone; what had to be guessed is added to `notes`.

    A carriage return within a line is a blank: lines end at \n or \r\n, and at \r only where a file
    has nothing else. Raises DataError where the file isn't there, or is no text.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise DataError(f"There is no file {file}.", "Check its path.") from None
        raise DataError(f"{file} can't be read: {error.strerror}.", "Check it.") from error
    encoding = encoding_of(file, content)
    text = content.decode(encoding)
    if encoding == EXCEL:
        notes.append(
            f"{file.name} isn't UTF-8: it was read as Windows text, as in {_example(text)!r}. If "
            "that is wrong, save it as 'CSV UTF-8'."
        )
    return _lines_by_newline(file, text.replace("\r\n", "\n"), notes)


def encoding_of(file: Path, content: bytes) -> str:
    """UTF-8 (with or without a mark), UTF-16 with its mark, or else Windows' own for the West.

    Raises DataError for other files, naming what they seem to be.
    """
    if content.startswith(b"PK\x03\x04") or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataError(f"{file} is an Excel workbook.", "Save it as 'CSV UTF-8' and name that.")
    encoding = _MARKS.get(content[:2])
    if encoding is None and b"\0" in content:
        raise DataError(f"{file} is no text.", "Save it as UTF-8.")
    try:
        content.decode(encoding or "utf-8-sig")
        return encoding or "utf-8-sig"
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        if not encoding and content.decode("utf-8", "ignore").isascii():
            try:
                content.decode(EXCEL)
                return EXCEL
            except UnicodeDecodeError:
                pass
        # Letters that are UTF-8 beside one that isn't: the file is damaged, or of two encodings.
        raise DataError(
            f"{file} isn't UTF-8 text: line {line} holds a letter of another encoding.",
            "Mend that line, or save the file as UTF-8 ('CSV UTF-8' in Excel).",
        ) from None


def _lines_by_newline(file: Path, text: str, notes: list[str]) -> str:
    if "\r" not in text:
        return text
    if "\n" not in text.strip("\n"):
        notes.append(f"{file.name} ends its lines by carriage returns alone, and was read so.")
        return text.replace("\r", "\n")
    inside = [n for n, line in enumerate(text.split("\n"), start=1) if "\r" in line.strip()]
    if inside:
        lines = f"{len(inside)} lines, such as line" if len(inside) > 1 else "line"
        notes.append(
            f"{file.name}: carriage returns within {lines} {inside[0]} were read as blanks: lines "
            "end at line feeds."
        )
    return text.replace("\r", " ")


def _example(text: str) -> str:
    """The first word that the encoding decides upon."""
    return next(word for word in text.split() if not word.isascii())
