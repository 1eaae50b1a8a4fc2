import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_data():
    """The folder of real data sets, or a skip that says where it would be."""
    folder = Path(os.environ.get("SIGNKIT_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set SIGNKIT_DATA to test on it")
    return folder
