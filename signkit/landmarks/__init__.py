"""Hands in photos: found, kept, measured, drawn. Nothing here imports mediapipe by itself."""

from signkit.lazy import hand_on

__getattr__, __all__ = hand_on(
    __name__,
    {
        "export": ("export_npy",),
        "detection.extraction": ("Extraction",),
        "geometry": ("hand_features", "normalise", "palm_size", "relative_points"),
        "detection.model_asset": ("find_asset",),
        "overlay": ("draw",),
        "plots": ("plot_hands_found", "plot_overlays"),
        "sample": ("Landmarks",),
        "store": ("LandmarkStore",),
    },
)
