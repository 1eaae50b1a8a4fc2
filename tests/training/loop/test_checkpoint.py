import subprocess
import sys

import numpy as np
import pytest

from signkit.errors import RunError
from signkit.training.loop import checkpoint
from signkit.training.loop.checkpoint import Checkpoints, Saved


def saved(epoch):
    arrays = {
        "model": [np.full((2, 3), epoch, np.float32), np.arange(4)],
        "optimizer": [np.float32(0.5), np.array([epoch], np.uint32)],
        "best": [np.zeros((2, 3), np.float32)],
    }
    return Saved({"stage": 0, "stage_epoch": epoch, "best": [0.5, -1.0]}, arrays)


@pytest.fixture
def folder(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    for epoch in (1, 2, 3):
        checkpoints.write(saved(epoch), epoch)
    return checkpoints


def test_the_last_comes_back_bit_for_bit_and_one_more_is_kept(folder, tmp_path):
    last = folder.last()
    assert last.state == saved(3).state
    for name, arrays in saved(3).arrays.items():
        assert all(map(np.array_equal, last.arrays[name], arrays))
        assert [a.dtype for a in last.arrays[name]] == [a.dtype for a in arrays]
    assert sorted(f.name for f in tmp_path.iterdir()) == ["epoch-0002.npz", "epoch-0003.npz"]


def test_no_checkpoint_is_none(tmp_path):
    assert Checkpoints(tmp_path).last() is None


@pytest.mark.parametrize("harm", ["cut", "flip", "empty"])
def test_a_damaged_one_is_named_and_the_one_before_it_taken(folder, tmp_path, capsys, harm):
    file = tmp_path / "epoch-0003.npz"
    content = bytearray(file.read_bytes())
    if harm == "flip":
        content[len(content) // 3] ^= 1
    file.write_bytes({"cut": content[:-300], "flip": content, "empty": b""}[harm])
    assert folder.last().state["stage_epoch"] == 2
    assert "epoch-0003.npz is damaged" in capsys.readouterr().out


def test_two_damaged_ones_start_anew_with_a_word(folder, tmp_path, capsys):
    for file in tmp_path.iterdir():
        file.write_bytes(b"x")
    assert folder.last() is None
    assert capsys.readouterr().out.count("is damaged") == 2


def test_a_full_disk_is_said_and_the_ones_before_stay(folder, tmp_path, monkeypatch):
    def full(file, *arguments, **options):
        file.write(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint.np.lib.format, "write_array", full)
    with pytest.raises(RunError, match="epoch-0004.npz can't be written.*MiB free.*goes on after"):
        folder.write(saved(4), 4)
    assert folder.last().state["stage_epoch"] == 3
    assert len(list(tmp_path.iterdir())) == 2  # no half file is left


NO_ROOM = """
import resource, sys
import numpy as np
from signkit.errors import RunError
from signkit.training.loop.checkpoint import Checkpoints, Saved

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
arrays = [np.zeros(12_000, np.float32)] * 4
try:
    Checkpoints(sys.argv[1]).write(Saved({}, {"model": arrays}), 1)
except RunError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes there")
def test_a_write_that_breaks_off_says_nothing_below_the_words(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", NO_ROOM, tmp_path], capture_output=True, text=True, check=True
    )
    assert "epoch-0001.npz can't be written: File too large" in ran.stdout
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_after_9999_epochs_comes_the_next(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    for epoch in (9998, 9999, 10000):
        checkpoints.write(saved(epoch), epoch)
    assert checkpoints.last().state["stage_epoch"] == 10000


def test_a_finished_run_drops_them(folder, tmp_path):
    folder.clear()
    assert list(tmp_path.iterdir()) == []
