"""Things: photos alone, whose groups are whatever the user says."""

from typing import ClassVar

from signkit.report.kinds.base import IN_PHOTOS, Kind


class Thing(Kind):
    """A photo of a thing."""

    name = card = "image"
    hands = False
    leaves_out: ClassVar[set] = {"branches", "hands"}
    takes = IN_PHOTOS

    def inputs(self, settings: dict) -> set[str]:
        """Photos, whatever the stages."""
        return {"image_input"}

    def has_backbone(self, settings: dict) -> bool:
        """Whether the run asked for one; a network of its own has none."""
        return bool((settings.get("settings") or {}).get("backbone"))

    def recipe(self, settings: dict, words) -> str:
        """The mode."""
        mode = str((settings.get("settings") or {}).get("mode") or "")
        return words["mode"].format(mode=mode) if mode else ""

    def lead(self, settings: dict, words) -> list[str]:
        """The mode, and the backbone that was chosen for it."""
        backbone = (settings.get("settings") or {}).get("backbone") or ""
        return [self.recipe(settings, words), backbone]

    def made_of(self, settings: dict, words) -> list[str]:
        """The mode, and the model where that isn't a backbone."""
        asked = settings.get("settings") or {}
        model = "" if asked.get("backbone") else asked.get("model") or ""
        named = words["thesis_models"].get(model, model)
        return [self.recipe(settings, words), named]

    def measures_gap(self, audit: dict) -> bool:
        """Whether a gap was measured: what photos alone are prepared for looks at no hands."""
        return bool(audit.get("gap"))
