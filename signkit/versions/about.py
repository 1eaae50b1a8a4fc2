"""What `version.json` says of a promoted run: what the model takes and gives, how good, on what."""

import uuid
from datetime import UTC, datetime
from importlib import metadata

from signkit.errors import RunError
from signkit.report.compare.runs import RunResult
from signkit.report.record_files import RecordFiles, read_record
from signkit.runs.files import CARD, METRICS, REPORT, SETTINGS
from signkit.runs.record import Run
from signkit.versions.files import answer_of_run, needed
from signkit.versions.inputs import read_inputs

SPLIT = ("split_strategy", "fractions", "seed", "split_photos", "split_pairs", "split_groups")


def check_finished(run: Run) -> None:
    """Raise RunError unless the run was trained, measured and reported to the end."""
    if not run.folder.is_dir():
        raise RunError(f"There is no run folder {run.folder}.", "Give the folder of a run.")
    lacking = [name for name in needed(answer_of_run(run)) if not run.has(name)]
    if run.finished and lacking == [CARD]:
        raise RunError(
            f"{run.folder} has no model_card.md.",
            "Write its report again: python -m signkit report, with this folder.",
        )
    if lacking or not run.finished:
        raise RunError(
            f"The run {run.name} isn't finished: {', '.join(lacking) or REPORT} is not there yet.",
            "Run its training again with the same settings: it goes on. Promote it then.",
        )


def describe(run: Run, name: str, note: str, files: dict) -> dict:
    """The content of `version.json`; `files` has `sha256` and `bytes` of each file copied."""
    settings, metrics = run.read(SETTINGS), run.read(METRICS)
    record = read_record(run.folder)
    answer, names = record.answer, record.answer.names_in(run.folder)
    takes, keras = read_inputs(run.path(answer.model))
    return {
        "name": name,
        "id": uuid.uuid4().hex,
        "created": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "note": note,
        "run": {
            "name": run.name,
            "kind": settings.get("kind", ""),
            "model": record.kind.model_words(settings, [entry["name"] for entry in takes]),
        },
        "takes": takes,
        "gives": {"answers": answer.name} | answer.gives(names, metrics, settings),
        "test": answer.headline(metrics),
        "data": _data(record),
        "files": files,
        "saved_by_keras": keras,
        "promoted_by_signkit": metadata.version("signkit"),
        "versions": settings.get("versions", {}),
    }


def _data(record: RecordFiles) -> dict:
    data = (record.settings or {}).get("data") or {}
    tested = record.answer.paired.table not in record.problems
    return {
        "name": data.get("name", ""),
        "fingerprint": data.get("fingerprint", ""),
        "photos": data.get("photos"),
        "pairs": data.get("pairs"),
        "landmarks": data.get("landmarks"),
        "split": {name: data[name] for name in SPLIT if name in data},
        # The same text for versions that were tested on the same photos with the same labels, or
        # on the same pairs of sentences.
        "test_photos": RunResult(record).test if tested else "",
    }
