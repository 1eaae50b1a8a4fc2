"""What differs in a report between what is looked at; where that isn't on record, as of signs."""

from typing import ClassVar

from signkit.settings.plans import read_plan

IN_PHOTOS = {"image": "card_image_input", "landmarks": "card_landmark_input"}


class Kind:
    """One kind of run; this one is of an old folder that doesn't say what it looked at."""

    name = ""  # as settings.json has it; the words' variant too
    card = "image"  # whose uses and limits the model card names
    leaves_out: ClassVar[set] = set()  # parts that a page of others has
    hands = True  # whether hands are looked for, and people told apart by them
    takes: ClassVar[dict] = {}  # names of the card's sentences on the model's inputs

    def inputs(self, settings: dict) -> set[str]:
        """The inputs that the run's stages look at: `image_input`, `landmark_input` or both."""
        stages = (settings.get("settings") or {}).get("stages")
        try:
            plan = read_plan(str(stages or "one_stage"))
        except ValueError:
            plan = read_plan("one_stage")
        return {name for stage in plan for name in stage.inputs}

    def has_backbone(self, settings: dict) -> bool:
        """Whether an image backbone was trained."""
        return "image_input" in self.inputs(settings)

    def recipe(self, settings: dict, words) -> str:
        """What a run was asked for by name; "" where that isn't recorded."""
        option = str((settings.get("settings") or {}).get("option") or "")
        return words["option"].format(option=option) if 0 < len(option) <= 2 else option

    def lead(self, settings: dict, words) -> list[str]:
        """What stands behind the kind's name in the report's first sentence."""
        return [self.recipe(settings, words)]

    def made_of(self, settings: dict, words) -> list[str]:
        """What the model is made of before its backbone and sizes."""
        seen = self.inputs(settings)
        alone = [words["thesis_inputs"][name] for name in seen] if len(seen) == 1 else []
        return [self.recipe(settings, words), *alone]

    def measures_gap(self, audit: dict) -> bool:
        """Whether an audit says what a random split hides, or that it couldn't be measured."""
        return "gap" in audit

    def model_words(self, settings: dict, inputs: list[str]) -> str:
        """A few words on what was trained, such as "option B, EfficientNetV2S, ensemble of 3"."""
        asked = settings.get("settings") or {}
        parts = [f"option {asked['option']}"] if asked.get("option") else []
        parts += [asked[name] for name in ("mode", "model") if asked.get(name)]
        if asked.get("backbone") and "image_input" in inputs:
            parts.append(asked["backbone"])
        if asked.get("ensemble", 1) > 1:
            parts.append(f"ensemble of {asked['ensemble']}")
        # The mode "transfer" trains the model "transfer".
        return ", ".join(dict.fromkeys(parts))
