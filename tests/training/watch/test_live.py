import sys
from types import SimpleNamespace

import pytest

from signkit.runs.record import Run
from signkit.training.watch import live
from signkit.training.watch.live import LiveCurves, live_curves


class Place:
    def __init__(self):
        self.shown = []

    def display(self, picture, display_id):
        assert display_id is True
        self.shown.append(picture.data)
        return self

    def update(self, picture):
        self.shown.append(picture.data)


@pytest.fixture
def run(tmp_path):
    run = Run.open(tmp_path / "run", {"kind": "image"})
    for epoch in (1, 2):
        line = {"stage": "visual", "epoch": epoch, "loss": 1 / epoch, "val_loss": 1 / epoch}
        run.append_history(line)
    return run


def test_one_picture_is_drawn_anew_in_its_place(run, monkeypatch):
    monkeypatch.setattr(live, "SHARE", 1e9)
    place = Place()
    curves = LiveCurves(run, place.display)
    curves.on_epoch_end(1)
    run.append_history({"stage": "visual", "epoch": 3, "loss": 0.2, "val_loss": 0.4})
    curves.on_epoch_end(2)
    assert len(place.shown) == 2
    assert all(png.startswith(b"\x89PNG") for png in place.shown)
    assert place.shown[0] != place.shown[1]


def test_drawing_waits_where_it_would_take_too_long(run):
    place = Place()
    curves = LiveCurves(run, place.display)
    curves._cost = 1e9
    curves.on_epoch_end(1)
    assert place.shown == []


def test_one_epoch_is_no_curve(run):
    run.cut_history(1)
    place = Place()
    LiveCurves(run, place.display).on_epoch_end(0)
    assert place.shown == []


def test_nothing_is_drawn_where_nobody_watches(run, monkeypatch):
    monkeypatch.setenv("SIGNKIT_HEADLESS", "1")
    assert live_curves(run) == ()
    monkeypatch.setenv("SIGNKIT_HEADLESS", "0")
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    assert live_curves(run) == ()
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(kernel=None))
    (curves,) = live_curves(run, "id")
    assert curves.language == "id"
