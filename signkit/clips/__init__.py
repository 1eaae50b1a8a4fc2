"""Videos and landmark sequences: listed, their hands found frame by frame, kept, drawn."""

from signkit.lazy import hand_on

__getattr__, __all__ = hand_on(__name__, {"sample": ("Clips",)})
