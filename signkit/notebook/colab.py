"""Google Colab: whether this is it, and its Drive."""

import importlib.util
import os
from pathlib import Path

from signkit.layout import Layout

MOUNT = Path("/content/drive")
ROOT = MOUNT / "MyDrive" / "signkit"


def on_colab() -> bool:
    """Whether this Python runs in Colab."""
    return "COLAB_RELEASE_TAG" in os.environ and importlib.util.find_spec("google") is not None


def open_layout(root: str = "", use_drive: bool = False) -> Layout:
    """Open the folder layout, on Colab with `use_drive` in the mounted Google Drive."""
    if use_drive and on_colab():
        from google.colab import drive

        drive.mount(str(MOUNT))
        return Layout.open(root or ROOT)
    return Layout.open(root)
