"""Before training: the split, and the run folder that these settings on this data have."""

import glob
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from signkit.data.catalog import Catalog
from signkit.data.texts.corpus import Corpus
from signkit.layout import Layout
from signkit.runs.files import MEMBERS, SETTINGS
from signkit.runs.record import Run, announce
from signkit.settings.learning import LearningSettings
from signkit.training.kinds.table import kind_of


@dataclass(frozen=True)
class Training:
    """A training that is set up: as what, where, on what, and the folder that it is kept in."""

    settings: LearningSettings
    layout: Layout
    catalog: Catalog | Corpus
    run: Run


def set_up(settings: LearningSettings, layout: Layout) -> Training:
    """Split the data set, say what is to be known of it, and open the run.

    Raises what `split_catalog` and `open_run` do: whatever is wrong is told before anything long.
    """
    catalog = split_catalog(settings, layout)
    print(*catalog.notes, sep="\n", end="\n" if catalog.notes else "", flush=True)
    return Training(settings, layout, catalog, open_run(settings, layout, catalog))


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
    said = settings.computed()
    data = kind_of(settings).describe(settings, catalog)
    if version := kind_of(settings).version(settings, layout):
        data["landmarks"] = version
    about = {"kind": settings.kind, "settings": said, "data": data}
    named, idle = settings.run_name, settings.idle()
    folder = layout.runs / named if named else _named(layout, about, idle)
    run = Run.open(folder, about, idle)
    announce(run.folder)
    return run


def note_groups(run: Run, catalog: Catalog | Corpus) -> bool:
    """Note what the groups are, where that is said; return whether the run said otherwise before.

    Only words hang on it: it is the same run.
    """
    said = getattr(catalog, "groups_are", "")
    before = run.read(SETTINGS).get("resolved", {}).get("groups_are", "")
    if not said or said == before:
        return False
    run.note_resolved(groups_are=said)
    return True


def member_run(run: Run, settings: LearningSettings, number: int) -> tuple[LearningSettings, Run]:
    """Open the run of an ensemble's model `number`: the same split and data, its own seed."""
    own = settings.model_copy(update={"ensemble": 1, "seed": settings.seed + number})
    about = {
        "kind": settings.kind,
        "settings": own.computed(),
        "data": run.read(SETTINGS)["data"],
    }
    return own, Run.open(run.path(MEMBERS, f"seed{own.seed}"), about)


def _named(layout: Layout, about: dict, idle: set[str]) -> Path:
    """The folder named by what is computed; one begun where the data set had another name.

    Or one begun with other values of settings that are `idle`, which were not refused always.
    """
    settings, data = about["settings"], about["data"]
    computed = [{n: v for n, v in settings.items() if n != "dataset"}, data["fingerprint"]]
    computed += [data[name] for name in ("landmarks", "texts") if name in data]
    text = json.dumps(computed, sort_keys=True).encode()
    digest = hashlib.blake2b(text, digest_size=4).hexdigest()
    how = f"{settings.get('option') or settings.get('mode') or 'text'}-seed{settings['seed']}"
    own = layout.runs / f"{data['name']}-{how}-{digest}"
    if own.is_dir():
        return own
    begun = sorted(layout.runs.glob(f"*-{glob.escape(how)}-{digest}"))
    others = sorted(layout.runs.glob(f"*-{glob.escape(how)}-{'[0-9a-f]' * len(digest)}"))
    begun += [
        folder
        for folder in others
        if (folder / SETTINGS).is_file() and not Run(folder).differs(about, idle)
    ]
    return begun[0] if begun else own
