from pathlib import Path

import matplotlib
import pytest

from signkit import letters
from signkit.letters import Picture

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
STIX = str(FONTS / "STIXGeneral.ttf")  # comes with matplotlib, as DejaVu Sans does


@pytest.fixture
def machine(monkeypatch):
    """A machine whose only other font is STIX."""
    monkeypatch.setattr(letters, "_fonts", lambda: [STIX])
    monkeypatch.setattr(letters, "_TOLD", set())
    letters._families.cache_clear()
    yield
    letters._families.cache_clear()


@pytest.fixture
def odd():
    """A letter that STIX has and DejaVu Sans doesn't."""
    usual = letters._letters(str(FONTS / "DejaVuSans.ttf"))
    return min(c for c in letters._letters(STIX) - usual if c.isprintable())


def drawn(*names):
    figure = Picture(figsize=(2, 1))
    texts = [figure.text(0, 0, name) for name in names]
    figure.draw_without_rendering()
    return texts


def test_a_letter_is_drawn_in_a_font_that_has_it(machine, odd, capsys):
    plain, other = drawn("Ünsal", f"a{odd}")
    assert "STIXGeneral" not in plain.get_fontfamily()
    assert other.get_fontfamily()[-1] == "STIXGeneral"
    assert capsys.readouterr().out == ""


def test_letters_in_no_font_are_told_once_a_script(machine, capsys, recwarn):
    drawn("你好", "你好吗", "ꦲꦤ")
    told = capsys.readouterr().out
    assert told.count("No font on this machine has the letters") == 2
    assert "你好 (CJK)" in told
    assert "apt-get install fonts-noto-cjk" in told
    assert "(Javanese)" in told
    assert not [one for one in recwarn if "Glyph" in str(one.message)]


def test_a_dollar_is_no_maths_in_any_place():
    figure = Picture(figsize=(2, 1))
    axes = figure.subplots()
    axes.set_yscale("log")
    axes.set_xticks([0, 1], ["$5", "$a^$"])  # as maths the second can't even be read
    axes.set_title("$x_{$")
    figure.draw_without_rendering()
    assert not any(label.get_parse_math() for label in axes.get_xticklabels())
    assert all(label.get_parse_math() for label in axes.get_yticklabels())
