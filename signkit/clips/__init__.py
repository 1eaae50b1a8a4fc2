"""Videos and landmark sequences: listed, their hands found frame by frame, kept, drawn."""

from signkit.lazy import hand_on

__getattr__, __all__ = hand_on(
    __name__,
    {
        "listing.catalog": ("holds_clips", "open_clips"),
        "checks.copies": ("find_clip_copies",),
        "tracking.extract": ("extract_clips",),
        "gallery": ("side_by_side",),
        "checks.health": ("check_clips",),
        "overlay": ("draw_clip",),
        "plots": ("plot_clip_copies", "plot_clip_samples", "plot_hands_over_time"),
        "sample": ("Clips",),
        "store": ("ClipStore",),
    },
)
