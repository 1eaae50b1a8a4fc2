import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drawn_once import draw_once

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items):
    """Trainings first: side by side, a long one at the end would keep the others waiting."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session", autouse=True)
def unpainted():
    """Leave a picture's files a word: to paint them for print takes most of the time of a page."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("png", "pdf"):
            patch.setattr(f"signkit.report.photos.pictures.to_{kind}", _write_a_word)
        yield


def _write_a_word(figure, path, dpi):
    path.write_text("unpainted")


@pytest.fixture(autouse=True)
def seeded():
    """Start every test of a network from the same numbers, whatever ran before it."""
    if keras := sys.modules.get("keras"):
        keras.utils.set_random_seed(0)


@pytest.fixture(scope="session", autouse=True)
def drawn_once(unpainted):
    """Draw the same picture once: tests of a page ask for the same ones, and look elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        draw_once(patch)
        yield


@pytest.fixture(scope="session")
def real_data():
    """The folder of real data sets, or a skip that says where it would be."""
    folder = Path(os.environ.get("SIGNKIT_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set SIGNKIT_DATA to test on it")
    return folder


@pytest.fixture
def branch_table():
    """A function that makes a branches table; see `fabricate_branches`."""
    return fabricate_branches


def fabricate_branches(groups=5, **right):
    """100 photos of the class "a"; each column is right in as many of the first as given.

    `groups=None` means that nobody knows who is in the photos.
    """
    said = {name: np.where(np.arange(100) < number, "a", "b") for name, number in right.items()}
    group = None if groups is None else [f"signer{k % groups}" for k in range(100)]
    return pd.DataFrame({"path": range(100), "label": "a", "group": group, **said})
