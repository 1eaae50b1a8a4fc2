"""`signkit.load`: a trained model, ready to answer."""

from pathlib import Path

from signkit.deploy.kinds.table import open_model
from signkit.deploy.model import Model
from signkit.errors import RunError
from signkit.layout import Layout
from signkit.runs.files import SETTINGS
from signkit.runs.record import Run
from signkit.versions.record import Version
from signkit.versions.store import Versions

ACTIVE = "active"


def load(
    what: "str | Path | Run | Version" = ACTIVE, model_folder: str = "", root: str = ""
) -> Model:
    """Load a model: that of a run, of a run's folder, or of a version.

        signkit.load(run).predict("photo.jpg")
        signkit.load("active").predict("folder of photos")

    `what` is a run, its folder ("runs/..."), "active", or a version's name such as "v2";
    `model_folder` is the folder in `models/` where there are several, `root` the Drive
    folder ("" finds it). Returns what has `predict`: of a photo, a clip or a sentence, a folder or
    a list of them, or arrays. Raises RunError where there is no such model.
    """
    if isinstance(what, Run | Version):
        return open_model(what.folder)
    layout = Layout.open(root or None)
    given = Path(what).expanduser()
    for folder in (given, layout.root / given, layout.runs / given):
        if (folder / SETTINGS).is_file():
            return open_model(folder)
    if len(given.parts) > 1:
        raise RunError(f"There is no run in {given}.", f"Give one of the folders in {layout.runs}.")
    versions = Versions(layout.models, model_folder or _only_folder(layout, str(what)))
    return open_model(versions.open("" if what == ACTIVE else str(what)).folder)


def _only_folder(layout: Layout, name: str) -> str:
    folders = [
        folder.name
        for folder in sorted(layout.models.iterdir())
        if folder.is_dir() and (name == ACTIVE or (folder / name).is_dir())
    ]
    if len(folders) == 1:
        return folders[0]
    if not folders:
        raise RunError(
            f"There is no run and no version {name!r} in {layout.root}.",
            "Give a run's folder, or promote a finished run: run.promote(model_folder).",
        )
    raise RunError(
        f"Several folders in models/ have a version {name!r}: {', '.join(folders)}.",
        "Say which: model_folder=...",
    )
