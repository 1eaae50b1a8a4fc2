"""What a saved model takes, read from its file without loading it."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from signkit.errors import RunError

SCALING = {"Rescaling": ("scale", "offset"), "Normalization": ("mean", "variance")}
PHOTO, HANDS = "image_input", "landmark_input"
TEXTS = {
    "source_input": "the source sentence as the numbers of its words: their places in `words` of"
    " sentences.json, 1 for a word that isn't there, zeros after the end",
    "target_input": "the sentence as far as it is written, numbered in the same way: 2 first, then"
    " a word after the other",
}


def read_inputs(file: Path) -> tuple[list[dict], str]:
    """What a `.keras` file takes, an entry an input, and the Keras version that wrote it.

    An entry has `name`, `shape` (without the batch), `dtype`, `range`, `words`, and under
    `inside_model` the layers that scale it. Raises RunError where the file is no saved model.
    """
    try:
        with zipfile.ZipFile(file) as saved:
            config = json.loads(saved.read("config.json"))
            keras = json.loads(saved.read("metadata.json"))["keras_version"]
        shapes = {
            layer["config"]["name"]: layer["config"]
            for layer in config["config"]["layers"]
            if layer["class_name"] == "InputLayer"
        }
        order = list(_names(config["config"]["input_layers"]))
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"{file} is no whole Keras model ({error}).", "Train the run again and promote it then."
        ) from error
    return [_described(name, shapes[name], config) for name in order if name in shapes], keras


def _names(places) -> Iterator[str]:
    """Layer names in Keras's nested [name, node, tensor] places."""
    if isinstance(places, dict):
        places = list(places.values())
    if places and isinstance(places[0], str):
        yield places[0]
        return
    for place in places:
        yield from _names(place)


def _described(name: str, layer: dict, config: dict) -> dict:
    shape = layer["batch_shape"][1:]
    entry = {"name": name, "shape": shape, "dtype": layer["dtype"]}
    if name == PHOTO:
        return entry | _photo(shape, list(_layers(config, SCALING)))
    if name == HANDS and len(shape) == 2:
        return entry | _hands_of_clips(shape, list(_layers(config, {"ClipFeatures": ()})))
    if name == HANDS:
        return entry | _hands(list(_layers(config, {"HandTokens": ()})))
    words = TEXTS.get(name, "numbers as in training")
    return entry | {"range": None, "words": words, "inside_model": []}


def _photo(shape: list, scaling: list[dict]) -> dict:
    scaled = "the model scales them itself" if scaling else "the model takes them as they are"
    *frames, height, width, _ = shape
    what = "RGB photos"
    if frames:
        what = f"{frames[0]} frames of a clip, spread over the time with hands in sight, as {what}"
    return {
        "range": [0, 255],
        "words": f"{what} {height} pixels high and {width} wide, fitted into the middle of"
        " a black frame with their aspect ratio kept, as numbers from 0 to 255: scale nothing "
        f"before, {scaled}",
        "inside_model": scaling,
    }


def _hands(normalised: list[dict]) -> dict:
    inside = (
        "the model divides each hand by its palm size and mirrors left hands itself"
        if normalised
        else "the model takes them as they are"
    )
    return {
        "range": None,
        "words": "the right hand, then the left: 21 points (x, y, z) each, taken from its wrist, in"
        f" units of the photo's width, zeros for a hand that isn't there; {inside}",
        "inside_model": normalised,
    }


def _hands_of_clips(shape: list, measured: list[dict]) -> dict:
    return {
        "range": None,
        "words": f"at most {shape[0]} frames, from the first with a hand to the last, zeros after"
        " the end: the right hand, then the left, 21 points (x, y, z) each, in units of the"
        " frame's width from its middle, zeros for a hand that isn't there; the model takes"
        " shape, place and motion from them itself",
        "inside_model": measured,
    }


def _layers(config, kinds: dict) -> Iterator[dict]:
    """Layers of some kinds at any depth of a saved model, with what they compute with."""
    if isinstance(config, dict):
        if (kind := config.get("class_name")) in kinds:
            facts = config.get("config", {})
            yield {"layer": kind} | {name: facts.get(name) for name in kinds[kind]}
        config = list(config.values())
    if isinstance(config, list):
        for part in config:
            yield from _layers(part, kinds)
