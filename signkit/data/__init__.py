"""Photos as a table: listed, checked, divided."""

from signkit.lazy import hand_on

__getattr__, __all__ = hand_on(
    __name__,
    {
        "catalog": ("Catalog", "open_catalog"),
        "catalog_file": ("load_catalog", "save_catalog"),
        "copies": ("Copies", "find_copies"),
        "copies_plot": ("plot_copies",),
        "folds": ("assign_fold",),
        "health": ("Health", "check"),
        "health_plot": ("plot_health", "plot_samples"),
        "image": ("IMAGE_SUFFIXES", "read_image"),
        "splits": ("assign_splits", "describe_splits"),
    },
)
