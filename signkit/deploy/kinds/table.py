"""The model of each kind of run, by the name that run folders give it."""

import json
from pathlib import Path

from signkit.deploy.kinds.clip import ClipModel
from signkit.deploy.kinds.sentence import SentenceModel
from signkit.deploy.kinds.sign import SignModel
from signkit.deploy.kinds.thing import ThingModel
from signkit.deploy.model import Model
from signkit.errors import RunError
from signkit.runs.files import SETTINGS

MODELS: dict[str, type[Model]] = {
    "sign": SignModel,
    "clip": ClipModel,
    "image": ThingModel,
    "text": SentenceModel,
}


def open_model(folder: str | Path, finder=None) -> Model:
    """The model in a finished run's folder, or in a version's; see `Model`.

    Raises RunError where there is none.
    """
    file = Path(folder) / SETTINGS
    if not file.is_file():
        raise RunError(f"{folder} is no run's folder: it has no settings.json.", "Check the path.")
    kind = json.loads(file.read_text(encoding="utf-8")).get("kind", "")
    if kind not in MODELS:
        raise RunError(f"{folder} holds a run of the kind {kind!r}.", "Update signkit.")
    return MODELS[kind](folder, finder)
