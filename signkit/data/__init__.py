"""Photos as a table: listed, checked, divided."""

from signkit.data.catalog import Catalog, open_catalog
from signkit.data.health import Health, check
from signkit.data.image import IMAGE_SUFFIXES, read_image
from signkit.data.splits import assign_splits, describe_splits

__all__ = [
    "IMAGE_SUFFIXES",
    "Catalog",
    "Health",
    "assign_splits",
    "check",
    "describe_splits",
    "open_catalog",
    "read_image",
]
