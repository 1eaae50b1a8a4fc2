"""Figures whose letters can be read: each name in fonts that have them, and $ no maths."""

import unicodedata
import warnings
from functools import cache

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

_EAST_ASIA = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}
_BETTER = ("noto", "lohit", "regular")  # old fonts beside them set letters over each other
_MADE = "\\mathdefault"  # matplotlib's own maths, on logarithmic axes


class Picture(Figure):
    """A matplotlib Figure that finds fonts for its names as it is drawn."""

    def draw(self, renderer):
        """Draw it; letters that no font of this machine has are told once a script."""
        make_readable(self)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing from")  # told in words
            warnings.filterwarnings("ignore", "Matplotlib currently does not support")
            super().draw(renderer)


def make_readable(figure: Figure) -> None:
    """Give each text of a figure the fonts that its letters need, and take $ for a dollar."""
    for text in figure.findobj(Text):
        said = text.get_text()
        if "$" in said and _MADE not in said:
            text.set_parse_math(False)
        if not said.isascii():
            own = text.get_fontfamily()
            more = [name for name in _families("".join(sorted(set(said)))) if name not in own]
            if more:
                text.set_fontfamily([*own, *more])


@cache
def _families(letters: str) -> tuple[str, ...]:
    """The fonts, beside the usual one, that hold these letters; a sentence for those in none."""
    usual = font_manager.findfont(font_manager.FontProperties())
    missing = {letter for letter in letters if letter.isprintable()} - _letters(usual)
    families = []
    while missing:
        best = max(_fonts(), key=lambda font: len(missing & _letters(font)), default=None)
        if best is None or not missing & _letters(best):
            _tell("".join(sorted(missing)))
            break
        missing -= _letters(best)
        if best not in {font.fname for font in font_manager.fontManager.ttflist}:
            font_manager.fontManager.addfont(best)
        families.append(FT2Font(best).family_name)
    return tuple(families)


@cache
def _fonts() -> list[str]:
    """The files of this machine's upright fonts, families made for many scripts first."""
    files = sorted(font_manager.findSystemFonts())
    upright = (file for file in files if "Oblique" not in file and "Italic" not in file)
    return sorted(upright, key=lambda file: [word not in file.lower() for word in _BETTER])


@cache
def _letters(file: str) -> frozenset[str]:
    """The letters that a font file has; none where it can't be drawn with."""
    try:
        return frozenset(map(chr, FT2Font(file).get_charmap()))
    except (RuntimeError, OSError, ValueError):  # bitmaps, such as of coloured emoji
        return frozenset()


_TOLD = set()


def _tell(letters: str) -> None:
    """Say once for each script that its letters can't be drawn, and what to install."""
    for script in sorted({_script(letter) for letter in letters} - _TOLD):
        _TOLD.add(script)
        shown = "".join(letter for letter in letters if _script(letter) == script)[:8]
        package = "fonts-noto-cjk" if script.upper() in _EAST_ASIA else "fonts-noto-core"
        package = "fonts-symbola" if script == "symbols" else package
        print(
            f"No font on this machine has the letters {shown} ({script}): figures show boxes for "
            f"them. Install one (apt-get install {package}), restart, and draw them again."
        )


def _script(letter: str) -> str:
    if unicodedata.category(letter)[0] not in "LMN":
        return "symbols"
    first = unicodedata.name(letter, "unknown").split()[0].split("-")[0]
    return first if first == "CJK" else first.capitalize()
