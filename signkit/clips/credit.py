"""Whose work a run's landmarks are: what didn't find them isn't named beside the result."""

from signkit.clips.sample import IMPORT_VERSION

_WITHOUT_HANDS = ("image", "text")  # kinds of training


def credited(settings: dict) -> dict:
    """A run's `settings.json` without MediaPipe's version where it found none of the hands.

    Photos and sentences alone have no hands, and those of landmark sequences were found elsewhere,
    by whatever their author used.
    """
    known, data = settings.get("versions"), settings.get("data")
    landmarks = data.get("landmarks") if isinstance(data, dict) else None
    imported = str(landmarks or "").startswith(IMPORT_VERSION)
    if not isinstance(known, dict) or not (imported or settings.get("kind") in _WITHOUT_HANDS):
        return settings
    return settings | {"versions": {k: v for k, v in known.items() if k != "mediapipe"}}
