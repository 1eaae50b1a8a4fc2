"""signkit: from photos of signs to a trained, honestly measured classifier."""

from signkit.lazy import hand_on

__version__ = "0.1.0"

__getattr__, __all__ = hand_on(
    __name__,
    {
        "api.preparing": ("prepare",),
        "api.training": ("train",),
        "api.run": ("Run",),
        "api.loading": ("load",),
    },
)


def __dir__():
    return [*__all__, "__version__"]
