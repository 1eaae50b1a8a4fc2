"""Before training: the split, and the run folder that these settings on this data have."""

import glob
import hashlib
import json
from pathlib import Path

from signkit.data.catalog import Catalog
from signkit.data.texts.corpus import Corpus
from signkit.layout import Layout
from signkit.runs.record import Run, announce
from signkit.settings.learning import LearningSettings
from signkit.training.kinds.table import kind_of

ELSEWHERE = {
    "root",
    "use_drive",
    "run_name",
    "language",
    "task",
    "groups_are",
}  # settings that don't change what a run computes


def split_catalog(settings: LearningSettings, layout: Layout) -> Catalog | Corpus:
    """Read what the data set holds, as prepared, and assign its splits."""
    return kind_of(settings).catalog(settings, layout)


def open_run(settings: LearningSettings, layout: Layout, catalog: Catalog | Corpus) -> Run:
    """Open the run of these settings on this data: a new one, or the one that was cut off.

    Raises SettingsError or DataError on what can't be, before anything is loaded, StoreError where
    the data set has no landmarks, RunError where RUN_NAME is another run's.
    """
    settings = settings.resolved()
    kind_of(settings).check(settings, catalog)
    said = settings.model_dump(exclude=ELSEWHERE)
    data = kind_of(settings).describe(settings, catalog)
    if version := kind_of(settings).version(settings, layout):
        data["landmarks"] = version
    folder = layout.runs / settings.run_name if settings.run_name else _named(layout, said, data)
    run = Run.open(folder, {"kind": settings.kind, "settings": said, "data": data})
    announce(run.folder)
    return run


def note_groups(run: Run, catalog: Catalog | Corpus) -> bool:
    """Note what the groups are, where that is said; return whether the run said otherwise before.

    Only words hang on it: it is the same run.
    """
    said = getattr(catalog, "groups_are", "")
    before = run.read_json("settings.json").get("resolved", {}).get("groups_are", "")
    if not said or said == before:
        return False
    run.note_resolved(groups_are=said)
    return True


def member_run(run: Run, settings: LearningSettings, number: int) -> tuple[LearningSettings, Run]:
    """Open the run of an ensemble's model `number`: the same split and data, its own seed."""
    own = settings.model_copy(update={"ensemble": 1, "seed": settings.seed + number})
    about = {
        "kind": settings.kind,
        "settings": own.model_dump(exclude=ELSEWHERE),
        "data": run.read_json("settings.json")["data"],
    }
    return own, Run.open(run.path("members", f"seed{own.seed}"), about)


def _named(layout: Layout, settings: dict, data: dict) -> Path:
    """The folder named by what is computed; one begun where the data set had another name."""
    computed = [{n: v for n, v in settings.items() if n != "dataset"}, data["fingerprint"]]
    computed += [data[name] for name in ("landmarks", "texts") if name in data]
    text = json.dumps(computed, sort_keys=True).encode()
    digest = hashlib.blake2b(text, digest_size=4).hexdigest()
    how = settings.get("option") or settings.get("mode") or "text"
    rest = f"-{how}-seed{settings['seed']}-{digest}"
    own = layout.runs / (data["name"] + rest)
    begun = sorted(layout.runs.glob("*" + glob.escape(rest)))
    return own if own.is_dir() or not begun else begun[0]
