import re
import subprocess
import sys

import numpy as np
import pytest

from signkit.errors import SettingsError
from signkit.samples import SIGNS, dataset, make_sample_signs

SMALL = {"signs": ["open_palm", "house"], "signers": 3, "photos": 2, "size": 48}


def _photos(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.jpg")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return make_sample_signs(tmp_path_factory.mktemp("whole") / "signs", **SMALL)


def test_layout_names_and_groups(whole):
    photos = _photos(whole)
    assert len(photos) == 2 * 3 * 2
    assert sorted(p.name for p in whole.iterdir() if p.is_dir()) == ["house", "open_palm"]
    groups = {re.search(r"(signer\d+)", name).group(1) for name in photos}
    assert groups == {"signer1", "signer2", "signer3"}
    assert "house/signer3_02.jpg" in photos


def test_true_joints_are_kept_beside_the_classes(whole):
    with np.load(whole / "joints.npz") as joints:
        names, points, present = joints["names"], joints["image_points"], joints["present"]
    assert set(names) == set(_photos(whole))
    assert points.shape == (12, 2, 21, 3)
    hands = {name: tuple(row) for name, row in zip(names.tolist(), present.tolist(), strict=True)}
    assert hands["house/signer1_01.jpg"] == (True, True)
    assert hands["open_palm/signer1_01.jpg"] == (True, False)
    assert hands["open_palm/signer3_01.jpg"] == (False, True)  # signer 3 is left-handed
    assert ((points[present][..., :2] > 0) & (points[present][..., :2] < 1)).all()
    assert not points[~present].any()


def test_another_seed_draws_other_photos(whole, tmp_path):
    other = make_sample_signs(tmp_path, **SMALL, seed=1)
    shared = _photos(whole).items() & _photos(other).items()
    assert not shared


def test_a_killed_make_goes_on_and_ends_the_same(whole, tmp_path, monkeypatch):
    drawn = []
    real = dataset.render

    def killed_after_five(*args, **kwargs):
        if len(drawn) == 5:
            raise KeyboardInterrupt
        drawn.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(dataset, "render", killed_after_five)
    with pytest.raises(KeyboardInterrupt):
        make_sample_signs(tmp_path, **SMALL)
    assert len(_photos(tmp_path)) == 5
    monkeypatch.setattr(dataset, "render", lambda *a, **k: drawn.append(a) or real(*a, **k))
    make_sample_signs(tmp_path, **SMALL)
    assert len(drawn) == 12  # the first five were not drawn again
    assert _photos(tmp_path) == _photos(whole)
    assert not list(tmp_path.rglob("*.part*"))
    with np.load(tmp_path / "joints.npz") as ours, np.load(whole / "joints.npz") as theirs:
        for name in ("names", "image_points", "present"):
            np.testing.assert_array_equal(ours[name], theirs[name])


def test_a_complete_set_is_left_alone_and_a_lost_photo_comes_back(tmp_path, monkeypatch):
    make_sample_signs(tmp_path, **SMALL)
    before = _photos(tmp_path)
    lost = tmp_path / "house/signer2_01.jpg"
    lost.unlink()
    make_sample_signs(tmp_path, **SMALL)
    assert _photos(tmp_path) == before

    def never(*args, **kwargs):
        raise AssertionError("drawn again")

    monkeypatch.setattr(dataset, "_draw", never)
    assert make_sample_signs(tmp_path, **SMALL) == tmp_path


def test_a_folder_with_another_set_is_not_mixed(whole):
    with pytest.raises(SettingsError, match="another folder"):
        make_sample_signs(whole, **{**SMALL, "photos": 3})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"signs": ["wave"]}, "wave.*open_palm"),
        ({"signs": []}, "Choose among"),
        ({"signs": 99}, f"2 to {len(SIGNS)}"),
        ({"signers": 0}, "signers=0"),
        ({"size": 8}, "size=8"),
    ],
)
def test_a_bad_setting_is_named(tmp_path, wrong, said):
    with pytest.raises(SettingsError, match=said):
        make_sample_signs(tmp_path, **{**SMALL, **wrong})
    assert not list(tmp_path.iterdir())


def test_loads_no_heavy_library():
    heavy = "{'tensorflow', 'keras', 'mediapipe'}"
    code = f"import signkit.samples, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
