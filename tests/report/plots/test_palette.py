import sys
import xml.etree.ElementTree as ET

from signkit.report.plots.palette import (
    GOOD,
    dress,
    new_figure,
    plain,
    settle,
    to_pdf,
    to_png,
    to_svg,
)


def drawn():
    figure = new_figure(3, 2)
    axes = figure.add_subplot()
    dress(axes)
    axes.plot([0, 1], [0, 1], color=GOOD)
    axes.set_title(plain("<b>$a_1$</b> & co"))
    return figure


def test_svg_follows_the_page_and_is_sound():
    svg = to_svg(drawn())
    ET.fromstring(svg)
    assert "var(--good)" in svg
    assert GOOD not in svg
    assert "<style" not in svg
    assert "<metadata" not in svg
    # Text stays text, and dollars stay dollars.
    assert "&lt;b&gt;$a_1$&lt;/b&gt; &amp; co" in svg


def test_the_same_figure_gives_the_same_svg():
    assert to_svg(drawn()) == to_svg(drawn())


def test_png(tmp_path):
    to_png(drawn(), tmp_path / "x.png", dpi=50)
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")


def test_long_names_are_cut():
    assert plain("a" * 30, longest=5) == "aaaa…"


def test_pyplot_keeps_no_figure_open():
    drawn()
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or not pyplot.get_fignums()


def test_a_settled_figure_is_laid_out_once_and_stays_the_same():
    settled = drawn()
    settle(settled)
    place = settled.axes[0].get_position().bounds
    assert place != drawn().axes[0].get_position().bounds
    settled.axes[0].set_title("a title\nof two lines")
    settle(settled)
    to_svg(settled)
    assert settled.axes[0].get_position().bounds == place


def test_a_pdf_holds_truetype_letters(tmp_path):
    to_pdf(drawn(), tmp_path / "one.pdf")
    content = (tmp_path / "one.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert b"/CIDFontType2" in content
    assert b"/Type3" not in content
