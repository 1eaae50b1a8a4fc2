import json
import zipfile

import pandas as pd
import pytest


def saved_model(file, inputs=(("image_input", (8, 12, 3)),), layers=(), content=b"weights"):
    """A `.keras` file as far as one can see without loading it."""
    config = {
        "layers": [
            *(
                {
                    "class_name": "InputLayer",
                    "config": {"name": name, "batch_shape": [None, *shape], "dtype": "float32"},
                }
                for name, shape in inputs
            ),
            *layers,
        ],
        "input_layers": [[name, 0, 0] for name, _ in inputs],
    }
    with zipfile.ZipFile(file, "w") as model:
        model.writestr("config.json", json.dumps({"config": config}))
        model.writestr("metadata.json", json.dumps({"keras_version": "3.11.0"}))
        model.writestr("model.weights.h5", content)
    return file


def finished_run(folder, settings=None, test=None, data=None, photos=("p1", "p2"), **metrics):
    """A finished run of two labels; what it was tested on are `photos`."""
    folder.mkdir(parents=True)
    saved_model(folder / "model.keras", content=folder.name.encode())
    asked = {"mode": "simple", "model": "cnn", "backbone": "", "epochs": 3} | (settings or {})
    facts = {"name": "pens", "fingerprint": "f1", "photos": 20, "split_strategy": "random"}
    found = {"accuracy": 0.875, "accuracy_interval": [0.75, 0.9375], "samples": 16}
    for name, content in (
        ("labels.json", ["eraser", "pen"]),
        (
            "settings.json",
            {"kind": "image", "settings": asked, "data": facts | (data or {}), "versions": {}},
        ),
        ("metrics.json", {"test": found if test is None else test, **metrics}),
    ):
        (folder / name).write_text(json.dumps(content))
    for name in ("model_card.md", "report.html", "thesis.txt"):
        (folder / name).write_text(folder.name)
    table = pd.DataFrame(
        {"path": photos, "label": "pen", "predicted": "pen", "group": None, "split": "test"}
    )
    table.to_parquet(folder / "predictions.parquet")
    return folder


def finished_text_run(folder, pairs=(("REGEN", "regen ."), ("WIND", "wind .")), **about):
    """A finished run that translates sentences; `pairs` are its test, `about` its data."""
    folder.mkdir(parents=True)
    inputs = (("source_input", (None,)), ("target_input", (None,)))
    saved_model(folder / "translator.keras", inputs, content=folder.name.encode())
    asked = {"source": "gloss", "target": "de", "width": 8, "depth": 1, "beam": 3}
    facts = {"name": "weather", "fingerprint": "t1", "pairs": 20, "split_strategy": "given"}
    beam = {"bleu": [52.4, 38.2, 29.1, 22.24], "bleu_interval": [20.11, 24.29], "chrf": 44.1}
    new = {"sentences": 1, "bleu": [40, 30, 20, 18.0], "bleu_interval": [9, 19], "chrf": 41}
    found = {"perplexity": 9.4, "beam": beam | {"exact": 0.0625}, "sentences": 2, "words": 7}
    words = ["<pad>", "<unk>", "<s>", "</s>", ".", "regen", "wind"]
    for name, content in (
        ("sentences.json", {"words": words, "parts": True}),
        (
            "settings.json",
            {
                "kind": "text",
                "settings": asked | {"length_penalty": 0.0},
                "data": facts | about,
                "resolved": {"length_penalty": 1.6},
                "versions": {},
            },
        ),
        ("metrics.json", {"translation": found | {"new": new}, "validation": {}}),
    ):
        (folder / name).write_text(json.dumps(content))
    for name in ("model_card.md", "report.html", "thesis.txt"):
        (folder / name).write_text(folder.name)
    table = pd.DataFrame(pairs, columns=["source", "true"])
    table.assign(greedy="", beam="regen .").to_parquet(folder / "translations.parquet")
    return folder


@pytest.fixture
def make_text_run(tmp_path):
    """A function that makes a finished run of sentences by its name; see `finished_text_run`."""
    return lambda name, **about: finished_text_run(tmp_path / "runs" / name, **about)


@pytest.fixture
def make_model():
    """A function that makes a `.keras` file; see `saved_model`."""
    return saved_model


@pytest.fixture
def make_run(tmp_path):
    """A function that makes a finished run by its name; see `finished_run`."""
    return lambda name, **about: finished_run(tmp_path / "runs" / name, **about)
