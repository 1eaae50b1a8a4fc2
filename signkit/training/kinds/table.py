"""The kinds of training, by the name that settings and run folders give them."""

from signkit.settings import LearningSettings
from signkit.training.kinds.base import Kind
from signkit.training.kinds.clip import ClipKind
from signkit.training.kinds.sentence import TextKind
from signkit.training.kinds.sign import SignKind
from signkit.training.kinds.thing import ImageKind

# In the order in which a data set is asked what it was made ready for.
KINDS: dict[str, Kind] = {
    "text": TextKind(),
    "sign": SignKind(),
    "clip": ClipKind(),
    "image": ImageKind(),
}


def kind_of(settings: LearningSettings) -> Kind:
    """Return the kind of training that settings ask for."""
    return KINDS[settings.kind]
