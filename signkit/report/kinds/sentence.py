"""Sentences: pairs of them, without photos."""

from signkit.report.kinds.base import Kind


class Sentence(Kind):
    """A pair of sentences."""

    name = card = "text"
    hands = False

    def model_words(self, settings: dict, inputs: list[str]) -> str:
        """Such as "gloss to de, transformer, width 256, depth 1"."""
        asked = settings.get("settings") or {}
        parts = [f"{asked['source']} to {asked['target']}"] if asked.get("target") else []
        sizes = [f"{name} {asked[name]}" for name in ("width", "depth") if asked.get(name)]
        return ", ".join([*parts, "transformer", *sizes])
