import os

import numpy as np
import pytest

from signkit.clips.listing.catalog import open_clips
from signkit.clips.listing.folders import clip_hashes
from signkit.data import load_catalog, save_catalog
from signkit.errors import DataError


@pytest.fixture
def folder(tmp_path):
    """Sequences as tutorials save them: a file each, a folder of frames each, many in a file."""
    rng = np.random.default_rng(0)
    root = tmp_path / "set"
    for label in "ab":
        (root / label / "2").mkdir(parents=True)
        np.save(root / label / "0.npy", rng.random((3, 126)))
        for frame in range(3):
            np.save(root / label / "2" / f"{frame}.npy", rng.random(126))
    np.savez(root / "c.npz", sequences=rng.random((2, 3, 126)))
    return root


def exchange(one, other):
    between = one.with_name("x")
    one.rename(between)
    other.rename(one)
    between.rename(other)


@pytest.mark.parametrize("name", ["0.npy", "2"])
def test_sequences_exchanged_for_others_of_their_size_are_found(folder, tmp_path, name):
    catalog = open_clips(folder)
    assert clip_hashes(folder, catalog.table["path"]) == catalog.table["hash"].tolist()
    file = save_catalog(catalog, tmp_path / "catalog.parquet")
    for path in folder.rglob("*.np?"):
        os.utime(path, ns=(9, 9))  # saved again, the same, all at one time
    assert len(load_catalog(file, folder, clip_hashes)) == 6
    exchange(folder / "a" / name, folder / "b" / name)
    with pytest.raises(DataError, match=rf"2 changed \(a/{name}, b/{name}\)"):
        load_catalog(file, folder, clip_hashes)


def test_one_of_many_that_is_gone_is_found(folder, tmp_path):
    file = save_catalog(open_clips(folder), tmp_path / "catalog.parquet")
    size = (folder / "c.npz").stat().st_size
    np.savez(folder / "c.npz", sequences=np.ones((2, 3, 126)))
    assert (folder / "c.npz").stat().st_size == size
    with pytest.raises(DataError, match=r"2 changed \(c\.npz#0, c\.npz#1\)"):
        load_catalog(file, folder, clip_hashes)
