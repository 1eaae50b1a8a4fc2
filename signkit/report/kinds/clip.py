"""Signs in time: clips and their hands."""

from typing import ClassVar

from signkit.report.kinds.base import Kind


class Clip(Kind):
    """A clip of a sign."""

    name = card = "clip"
    takes: ClassVar[dict] = {"image": "card_clip_pictures", "landmarks": "card_clip_landmarks"}

    def made_of(self, settings: dict, words) -> list[str]:
        """As of signs, and how the frames are read and how many pictures are seen of each clip."""
        asked, seen = settings.get("settings") or {}, self.inputs(settings)
        return [*super().made_of(settings, words), *over_time(asked, seen, words)]


def over_time(asked: dict, seen: set[str], words) -> list[str]:
    """How a model of clips reads its frames, and how many pictures it sees of each clip."""
    parts = []
    if "landmark_input" in seen and asked.get("temporal"):
        named = words["thesis_temporal_names"].get(asked["temporal"], asked["temporal"])
        said = words["thesis_temporal"].format(frames=asked.get("frames") or "–", temporal=named)
        parts.append(said)
    if "image_input" in seen and asked.get("pictures"):
        parts.append(words["thesis_pictures"].format(pictures=asked["pictures"]))
    return parts
