"""Whose work a run's landmarks are: what didn't find them isn't named beside the result."""

from signkit.clips.sample import IMPORT_VERSION


def credited(settings: dict) -> dict:
    """A run's `settings.json` without MediaPipe's version where it found none of the hands.

    Data whose hands were found here say by what; those of landmark sequences were found elsewhere,
    by whatever their author used.
    """
    known, data = settings.get("versions"), settings.get("data")
    if not isinstance(known, dict) or not isinstance(data, dict):
        return settings
    landmarks = str(data.get("landmarks") or "")
    if landmarks and not landmarks.startswith(IMPORT_VERSION):
        return settings
    return settings | {"versions": {k: v for k, v in known.items() if k != "mediapipe"}}
