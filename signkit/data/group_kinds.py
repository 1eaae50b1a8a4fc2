"""What the groups of a data set are: signers, backgrounds, sessions, as a setting or name says."""

import re

import pandas as pd

from signkit.data.names import listed
from signkit.errors import SettingsError

# Each kind, and what else it is called, in English (its plural first) and in Indonesian.
KINDS = {
    "signer": "signers peraga penutur penyandi",
    "person": "people persons subject subjects participant participants student students user "
    "users performer performers orang subjek peserta siswa mahasiswa pengguna",
    "session": "sessions sesi",
    "take": "takes pengambilan",
    "recording": "recordings video videos clip clips rekaman klip",
    "day": "days date dates hari tanggal",
    "background": "backgrounds latar",
    "place": "places room rooms location locations tempat ruang lokasi",
    "camera": "cameras device devices phone phones kamera perangkat ponsel",
    "source": "sources origin origins sumber asal",
    "object": "objects item items objek benda barang",
}
PEOPLE = frozenset({"signer", "person"})
TINY = 2  # photos; a group as small as this keeps next to nothing together
_SHOWN = 6
_FEW = 4  # samples of a class in each group: so few have the numbers that files are counted by
_NEUTRAL = ("group", "groups", "kelompok")
_CALLED = {name: kind for kind, others in KINDS.items() for name in (kind, *others.split())}
_OWN_WORD = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+){0,3}(?:/[^\W\d_]+(?:[ -][^\W\d_]+){0,3})?")


def kind_of_groups(said: str = "", column: str | None = None, pattern: str | None = None) -> str:
    """The kind that groups are: as `said`, or as their column or pattern is called, else "".

    It is a name of KINDS, or a word of the user's own ("costume", "costume/costumes"). A column
    `signer_id` and a pattern `(signer[0-9]+)` or `(?P<background>wall|door)` say it themselves.
    Raises SettingsError where what was said is no word.
    """
    if said := said.strip():
        if not _OWN_WORD.fullmatch(said):
            raise SettingsError(
                f"GROUPS_ARE is {said!r}, which is no word.",
                f"Say what a group is: {', '.join(KINDS)}, or a word of your own.",
            )
        return "" if said.lower() in _NEUTRAL else _named(said) or said
    named = " ".join(re.findall(r"\?P<(\w+)>", pattern or ""))
    return _named(column or "") or _named(named) or _named(pattern or "") or ""


def spoken_of(kind: str, groups: pd.Series | None, hands: bool = True) -> str:
    """The kind that sentences speak of: where photos of `hands` name no group, people it is."""
    if groups is not None and groups.notna().any():
        return kind
    return "person" if hands else ""


def plural(kind: str) -> str:
    """What several groups of a kind are called in English, "groups" where it isn't known."""
    if kind in KINDS:
        return KINDS[kind].split()[0]
    return kind.rpartition("/")[2] + "s" * ("/" not in kind) if kind else "groups"


def tiny_groups(groups: pd.Series) -> list[str]:
    """The groups of one or two photos, as come of a pattern that catches photos' numbers."""
    sizes = groups.dropna().astype(str).value_counts()
    return sorted(sizes.index[sizes <= TINY])


def group_rows(table: pd.DataFrame, kind: str, samples: str = "photos") -> list[tuple]:
    """Rows (finding, count, meaning, example): how many groups there are, what, and what is odd.

    `table` has `label` and `group`.
    """
    groups = table["group"]
    sizes = groups.dropna().astype(str).value_counts().sort_index()
    if sizes.empty:
        return []
    of_each = listed([f"{name} ({number})" for name, number in sizes.items()], _SHOWN)
    said = f"{plural(kind)}: {of_each}"
    if not kind:
        said += "; say with GROUPS_ARE what they are (signer, background, session, ...)"
    rows = [("groups", str(len(sizes)), said, "")]
    if tiny := tiny_groups(groups):
        meaning = f"of one or two {samples}, which keeps next to nothing together: did the groups' "
        meaning += "pattern or column catch a number of the file?"
        rows.append(("tiny groups", str(len(tiny)), meaning, listed(tiny, _SHOWN)))
    elif not kind and (each := _numbered(table)):
        meaning = f"numbered, with {each} of a class's {samples} each: if the numbers count the "
        meaning += f"{samples}, they keep nothing together"
        rows.append(("numbered groups", str(len(sizes)), meaning, listed(sizes.index, _SHOWN)))
    return rows


def _numbered(table: pd.DataFrame) -> int:
    """How many samples of a class a group has where groups look like files' numbers, else 0."""
    named = table[table["group"].notna()]
    names = named["group"].astype(str)
    each = int(named.groupby(["label", "group"]).size().median())
    if each <= _FEW and names.str.fullmatch(r"\d+").all():
        return each
    return each if each == 1 and names.str.fullmatch(r".*\d\W*").all() else 0


def _named(text: str) -> str | None:
    """The one kind that a text names; None where it names none, or several."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", text)
    kinds = {_CALLED[word.lower()] for word in words if word.lower() in _CALLED}
    return kinds.pop() if len(kinds) == 1 else None
