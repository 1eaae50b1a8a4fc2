"""What `version.json` says of a promoted run: what the model takes and gives, how good, on what."""

import uuid
from datetime import UTC, datetime
from importlib import metadata

from signkit.errors import RunError
from signkit.report.compare.runs import RunResult
from signkit.report.record_files import read_record
from signkit.runs.record import Run
from signkit.versions import text as version_text
from signkit.versions.files import TEXT, kind_of, main_files, needed
from signkit.versions.inputs import read_inputs

FIGURES = ("accuracy", "macro_f1", "micro_f1", "exact_match", "balanced_accuracy", "top5")
SPLIT = ("split_strategy", "fractions", "seed", "split_photos", "split_pairs", "split_groups")


def check_finished(run: Run) -> None:
    """Raise RunError unless the run was trained, measured and reported to the end."""
    if not run.folder.is_dir():
        raise RunError(f"There is no run folder {run.folder}.", "Give the folder of a run.")
    lacking = [name for name in needed(kind_of(run)) if not run.path(name).is_file()]
    if run.finished and lacking == ["model_card.md"]:
        raise RunError(
            f"{run.folder} has no model_card.md.",
            "Write its report again: python -m signkit report, with this folder.",
        )
    if lacking or not run.finished:
        raise RunError(
            f"The run {run.name} isn't finished: "
            f"{', '.join(lacking) or 'report.html'} is not there yet.",
            "Run its training again with the same settings: it goes on. Promote it then.",
        )


def describe(run: Run, name: str, note: str, files: dict) -> dict:
    """The content of `version.json`; `files` has `sha256` and `bytes` of each file copied."""
    settings, metrics = run.read_json("settings.json"), run.read_json("metrics.json")
    kind = settings.get("kind", "")
    takes, keras = read_inputs(run.path(main_files(kind)[0]))
    return {
        "name": name,
        "id": uuid.uuid4().hex,
        "created": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "note": note,
        "run": {
            "name": run.name,
            "kind": kind,
            "model": model_words(settings, [entry["name"] for entry in takes]),
        },
        "takes": takes,
        "gives": _gives(run, settings, metrics),
        "test": headline(metrics, kind),
        "data": _data(run, settings),
        "files": files,
        "saved_by_keras": keras,
        "promoted_by_signkit": metadata.version("signkit"),
        "versions": settings.get("versions", {}),
    }


def headline(metrics: dict, kind: str = "") -> dict:
    """The test's figures (shares 0-1), the one in front and its 95 % interval.

    `measure` is "accuracy", or "macro F1" where a photo may have several labels, or "BLEU-4"
    (0-100) where sentences are translated.
    """
    if kind == TEXT:
        return version_text.headline(metrics)
    test = metrics.get("test") or {}
    measure = "macro_f1" if metrics.get("several") or "accuracy" not in test else "accuracy"
    return {
        "measure": measure.replace("_f1", " F1"),
        "value": test.get(measure),
        "interval": test.get(f"{measure}_interval"),
        "interval_over": test.get("interval_over"),
        "photos": test.get("samples"),
        "groups": test.get("groups"),
        "figures": {name: test[name] for name in FIGURES if test.get(name) is not None},
    }


def model_words(settings: dict, inputs: list[str]) -> str:
    """A few words on what was trained, such as "option B, EfficientNetV2S, ensemble of 3"."""
    if settings.get("kind") == TEXT:
        return version_text.model_words(settings)
    asked = settings.get("settings") or {}
    parts = [f"option {asked['option']}"] if asked.get("option") else []
    parts += [asked[name] for name in ("mode", "model") if asked.get(name)]
    if asked.get("backbone") and "image_input" in inputs:
        parts.append(asked["backbone"])
    if asked.get("ensemble", 1) > 1:
        parts.append(f"ensemble of {asked['ensemble']}")
    # The mode "transfer" trains the model "transfer".
    return ", ".join(dict.fromkeys(parts))


def _gives(run: Run, settings: dict, metrics: dict) -> dict:
    if settings.get("kind") == TEXT:
        return version_text.gives(run, settings)
    labels, several = run.read_json("labels.json"), bool(metrics.get("several"))
    gives = {
        "shape": [len(labels)],
        "range": [0, 1],
        "labels": labels,
        "several": several,
        "words": "one probability a label, in the order of labels.json"
        + ("; a label is given from its threshold on" if several else ", summing to 1"),
    }
    if several:
        gives["thresholds"] = metrics["thresholds"]["values"]
    elif threshold := (metrics.get("unknown") or {}).get("threshold"):
        gives["refuse_below"] = threshold
    return gives


def _data(run: Run, settings: dict) -> dict:
    data = settings.get("data") or {}
    record = read_record(run.folder)
    tested = record.translations if record.sentences else record.predictions
    return {
        "name": data.get("name", ""),
        "fingerprint": data.get("fingerprint", ""),
        "photos": data.get("photos"),
        "pairs": data.get("pairs"),
        "landmarks": data.get("landmarks"),
        "split": {name: data[name] for name in SPLIT if name in data},
        # The same text for versions that were tested on the same photos with the same labels, or
        # on the same pairs of sentences.
        "test_photos": "" if tested is None else RunResult(record).test,
    }
