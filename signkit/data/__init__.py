"""Photos as a table: listed, checked, divided."""

from signkit.lazy import hand_on

__getattr__, __all__ = hand_on(
    __name__,
    {
        "catalog": ("Catalog", "open_catalog"),
        "catalog_file": ("load_catalog", "save_catalog"),
        "copies.audit": ("Copies", "find_copies"),
        "copies.plot": ("plot_copies",),
        "splits.folds": ("assign_fold",),
        "checks.health": ("Health", "check"),
        "checks.health_plot": ("plot_health", "plot_samples"),
        "image": ("IMAGE_SUFFIXES", "read_image"),
        "splits.assign": ("assign_splits", "describe_splits"),
    },
)
