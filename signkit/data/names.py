"""Names of classes and groups: how they are compared, listed, and written in a setting."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from signkit.errors import SettingsError


def one_name(name) -> str:
    """A name as it is compared: its letters composed (macOS takes ñ apart)."""
    return unicodedata.normalize("NFC", str(name))


def read_names(said: str | Iterable[str], known: Iterable[str]) -> list[str]:
    """The names in a setting: `S1, S2`; what holds a comma may be in quotes: `"S1, left", S2`.

    Known names need no quotes; a list of names is taken as it is. Whether the names are known is
    not checked. Raises SettingsError where commas can be read in two ways.
    """
    if not isinstance(said, str):
        return [one_name(name).strip() for name in said if str(name).strip()]
    known = set(known)
    return [
        one_name(piece if piece in known else unquoted(piece))
        for piece in split_list(said, ",", lambda piece: one_name(piece) in known)
    ]


def split_list(text: str, separator: str, is_known: Callable[[str], bool]) -> list[str]:
    """The pieces of a list, as they are written; neither quotes nor what is known is taken apart.

    Raises SettingsError where neighbours are known each, and together as well.
    """
    mark = re.escape(separator)
    found = re.finditer(rf'\s*((?:"(?:[^"]|"")*")?[^{mark}]*){mark}', text + separator)
    spans = [piece.span(1) for piece in found if piece[1].strip()]
    pieces = []
    while spans:
        runs = [text[spans[0][0] : end].strip() for _, end in spans]
        most = max((n for n, run in enumerate(runs) if is_known(run)), default=0)
        apart = [text[start:end].strip() for start, end in spans[: most + 1]]
        if most and all(map(is_known, apart)):
            raise SettingsError(
                f"{runs[most]} can be one name, or {len(apart)}.",
                f"Put names into quotes: {in_quotes(runs[most], separator)} is one, "
                f"{separator.join(in_quotes(name, '') for name in apart)} are {len(apart)}.",
            )
        pieces.append(runs[most])
        spans = spans[most + 1 :]
    return pieces


def unquoted(piece: str) -> str:
    """What stands in a piece's quotes; a piece without is as it was."""
    if len(piece) > 1 and piece[0] == piece[-1] == '"':
        return piece[1:-1].replace('""', '"')
    return piece


def in_quotes(name: str, separator: str = ",") -> str:
    """A name as a setting takes it: in quotes where the separator ("": in any case) is in it."""
    return '"' + name.replace('"', '""') + '"' if separator in name else name


def there_are(known: Iterable[str], separator: str = ",", most: int = 40) -> str:
    """A sentence that lists names as a setting takes them."""
    names = [in_quotes(name, separator) for name in known]
    return f"There are: {listed(names, most, f'{separator} ')}."


def listed(words, most=10, separator=", ") -> str:
    """Words for a sentence: the first few, and how many more there are."""
    words = [str(word) for word in words]
    last = separator if separator.strip() == "and" else f"{separator}and "
    more = f"{last}{len(words) - most} more" if len(words) > most else ""
    return separator.join(words[:most]) + more
