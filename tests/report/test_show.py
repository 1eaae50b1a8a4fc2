from PIL import Image

from signkit.report import show as module
from signkit.report.show import show, width_of


def picture(folder, name, width, dpi):
    (folder / "figures").mkdir(exist_ok=True)
    file = folder / "figures" / f"{name}.png"
    Image.new("RGB", (width, 10)).save(file, dpi=(dpi, dpi))
    return file


def test_a_figure_has_the_width_it_was_drawn_at(tmp_path):
    assert width_of(picture(tmp_path, "a", 1500, 300)) == 480
    assert width_of(picture(tmp_path, "b", 9000, 300)) == module.MOST


def test_what_the_run_does_not_have_is_left_out(tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda image: shown.append(image.width))
    picture(tmp_path, "curves", 600, 300)
    show(tmp_path, "attention", "curves")
    assert shown == [192]
