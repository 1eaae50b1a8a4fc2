"""The words of the report and the pictures, by language, and how that language writes numbers.

A language is a folder in `words/` with the same files and the same names as `words/en/`. What is
said otherwise of some runs lies in its `variants/`, by the name of what they look at (`image` of
photos alone, `clip`, `text` of sentences alone) or answer (`labels` where a photo may have
several). Where a sentence says <group>
or <groups>, the word for what this run's groups are takes its place, and the word for a sample,
photo or clip, that of <unit> or <units>; with a capital where the word in brackets has one.
"""

import functools
import re
import tomllib
from pathlib import Path

from signkit.data.group_kinds import PEOPLE
from signkit.errors import SettingsError

FOLDER = Path(__file__).parent / "words"
LANGUAGES = tuple(sorted(folder.name for folder in FOLDER.iterdir()))


class Words(dict):
    """Sentences by name, and numbers as `language` writes them.

    `people` is whether the groups that they speak of are people; None where that isn't known.
    """

    def __init__(self, language: str, sentences: dict, groups: str = ""):
        super().__init__(_filled(sentences, groups), lang=language)
        self.people = groups in PEOPLE if groups else None

    def percent(self, share, digits=1) -> str:
        """A share (0-1) in words, such as 92.4 %; a dash where there is none."""
        return self._share("percent", share, digits)

    def score(self, share, digits=1) -> str:
        """The figure (0-1) that runs of this kind are ranked by: per cent, or points of BLEU."""
        return self._share("score", share, digits)

    def number(self, value, digits=1) -> str:
        """A number with so many digits behind the decimal sign."""
        return self._signs(f"{value:,.{digits}f}")

    def counted(self, number) -> str:
        """A whole number with its thousands set apart."""
        return self._signs(f"{number:,}")

    def probability(self, p) -> str:
        """A p value with its sign, such as = .004, = .62 or < .001."""
        sign = self["decimal"]
        before = "" if sign == "." else "0"  # .004 is an English habit
        if p < 0.001:
            return f"< {before}{sign}001"
        digits = f"{p:.{3 if p < 0.1 else 2}f}".split(".")
        return f"= {before if digits[0] == '0' else digits[0]}{sign}{digits[1]}"

    def duration(self, seconds) -> str:
        """A time in words, such as 12 min 30 s."""
        seconds = round(float(seconds))
        minutes, rest = divmod(seconds, 60)
        if minutes >= 60:
            return self["hours"].format(hours=minutes // 60, minutes=minutes % 60)
        if minutes:
            return self["minutes"].format(minutes=minutes, seconds=rest)
        return self["seconds"].format(seconds=rest)

    def _share(self, name, share, digits):
        # 99.97 % rounded to 100.0 % would hide the last mistake.
        if share is None or share != share:
            return self["nothing"]
        if share < 1:
            share = min(share, 1 - 10 ** -(digits + 2))
        return self[name].format(number=self.number(100 * share, digits))

    def _signs(self, number: str) -> str:
        swap = str.maketrans({",": self["thousands"], ".": self["decimal"]})
        return number.translate(swap)


def texts(language="en", *variants: str, groups: str = "") -> Words:
    """The words of a language, said as those `variants` say them that have words of their own.

    Words come back as they are.

    `groups` is what a group is: a name of `group_kinds.KINDS`, a word of the user's own, or "".

    Raises SettingsError on a language that isn't there.
    """
    return language if isinstance(language, Words) else _texts(language, variants, groups)


@functools.cache
def _texts(language, variants, groups):
    if language not in LANGUAGES:
        raise SettingsError(
            f"The report doesn't speak {language!r}.", f"Choose one of: {', '.join(LANGUAGES)}."
        )
    sentences = {}
    files = sorted((FOLDER / language).glob("*.toml"))
    others = [FOLDER / language / "variants" / f"{name}.toml" for name in variants]
    for file in files + [file for file in others if file.is_file()]:
        sentences |= tomllib.loads(file.read_text(encoding="utf-8"))
    return Words(language, sentences, groups)


def _filled(sentences, groups):
    """The sentences with the words for groups and for samples in their places."""
    unit = sentences["unit_words"]
    said = dict(zip(("group", "groups"), _group_words(sentences, groups), strict=True))
    said |= {"unit": unit["one"], "units": unit["several"]}
    said |= {name.capitalize(): word[0].upper() + word[1:] for name, word in said.items()}

    def filled(value):
        if isinstance(value, dict):
            return {name: filled(each) for name, each in value.items()}
        if isinstance(value, str):
            return re.sub(r"<((?:[Gg]roup|[Uu]nit)s?)>", lambda found: said[found[1]], value)
        return value

    return filled(sentences)


def _group_words(sentences, groups):
    if known := sentences["group_words"].get(groups or "group"):
        return known["one"], known["several"]
    one, _, plural = groups.partition("/")
    return one, plural or sentences["group_plural"].format(word=one)
