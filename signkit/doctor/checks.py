"""The checks of an install: does everything that a training needs work on this machine?

A new one is a decorated function of the Drive folder's path ("" where it isn't given) that yields
Findings; what it raises is one, too.
"""

import contextlib
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

from signkit.doctor.findings import AGAIN, NOTE, OK, WRONG, Finding, check
from signkit.layout import Layout
from signkit.notebook.colab import MOUNT, on_colab

LITTLE, TOO_LITTLE = 5.0, 0.5  # GiB free in the Drive folder
ANSWER_SECONDS = 6  # for which an address may be silent
WEIGHTS_ADDRESS = (
    "https://storage.googleapis.com/tensorflow/keras-applications/efficientnet_v2/"
    "efficientnetv2-s_notop.h5"
)
REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements.txt"
OTHER_FOLDER = "Give a folder that can be written as ROOT, or mount the Drive again."
PYTHON = ">=3.11"


@check("packages", limit=20, quick=True)
def packages(root: str) -> Iterator[Finding]:
    """Python's version, and the packages' against what signkit needs."""
    from packaging.specifiers import SpecifierSet

    needed = SpecifierSet(PYTHON)
    here = platform.python_version()
    good = needed.contains(here, prereleases=True)
    yield Finding("python", OK if good else WRONG, here, f"signkit needs Python {needed}.")
    faults, count = [], 0
    for need in _requirements():
        count += 1
        try:
            version = importlib.metadata.version(need.name)
        except importlib.metadata.PackageNotFoundError:
            faults.append(f"{need.name} is missing")
            continue
        if not need.specifier.contains(version, prereleases=True):
            faults.append(f"{need.name} is {version}, needed is {need.specifier}")
    said = "; ".join(faults) or f"all {count} that are needed"
    mend = 'Run: pip install -U "' + '" "'.join(f.split()[0] for f in faults) + '"'
    yield Finding("packages", WRONG if faults else OK, said, mend)


@check("drive folder", limit=20, quick=True)
def drive_folder(root: str) -> Iterator[Finding]:
    """Whether the Drive folder can be written, and how much room it has."""
    try:
        layout = Layout.open(root or None)
    except OSError as error:
        yield Finding("drive folder", WRONG, f"{root} can't be opened ({error})", OTHER_FOLDER)
        return
    content = os.urandom(1 << 20)
    file = layout.root / f".doctor-{os.getpid()}"
    try:
        file.write_bytes(content)
        same = file.read_bytes() == content
    except OSError as error:
        what = f"{layout.root} can't be written ({error})"
        yield Finding("drive folder", WRONG, what, OTHER_FOLDER)
        return
    finally:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
    free = shutil.disk_usage(layout.root).free / 2**30
    state = OK if free >= LITTLE else NOTE if free >= TOO_LITTLE else WRONG
    mend = "Free some space: photos, checkpoints and models of one training take some GiB."
    if not same:
        state, mend = WRONG, "What was written came back changed: use another folder."
    elif on_colab() and not layout.root.is_relative_to(MOUNT):
        state = state if state == WRONG else NOTE
        mend = "This isn't the Drive: what is here is gone with Colab's machine. Set USE_DRIVE."
    yield Finding("drive folder", state, f"{layout.root}: {free:.1f} GiB free", mend)


@check("picture", limit=40, quick=True)
def picture(root: str) -> Iterator[Finding]:
    """Whether matplotlib draws."""
    from signkit.report.plots.palette import new_figure, to_png

    figure = new_figure(2, 1)
    figure.add_subplot().plot([0, 1], [1, 0])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "picture.png"
        to_png(figure, file, dpi=50)
        size = file.stat().st_size
    yield Finding("picture", OK, f"matplotlib drew one of {size} bytes")


@check("imagenet", limit=20)
def imagenet(root: str) -> Iterator[Finding]:
    """Whether a pretrained backbone can be had."""
    cache = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "models"
    name = WEIGHTS_ADDRESS.rsplit("/", 1)[1]
    if (cache / name).is_file():
        yield Finding("imagenet", OK, f"the weights of EfficientNetV2S are in {cache}")
        return
    try:
        request = urllib.request.Request(WEIGHTS_ADDRESS, method="HEAD")
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS):
            yield Finding("imagenet", OK, "the weights can be fetched when they are needed")
    except (OSError, HTTPException) as error:
        yield Finding(
            "imagenet",
            NOTE,
            f'no weights here or on the net ({error}): with WEIGHTS="auto" backbones start from '
            "random ones, which takes many more photos",
            f"Download {WEIGHTS_ADDRESS} where the net is open, and put it into {cache}.",
        )


@check("hands", limit=75)
def hands(root: str) -> Iterator[Finding]:
    """Whether MediaPipe opens its model and finds the hand of a drawn photo."""
    from signkit.landmarks.detection.detector import HandDetector
    from signkit.landmarks.detection.model_asset import find_asset

    asset = find_asset()
    yield Finding("hand model", OK, str(asset))
    found = HandDetector(asset, skip_tensorflow=True).detect(_drawn_hand())
    state = OK if found.present.any() else NOTE
    said = "found the hand" if state == OK else "opens, but found no hand"
    mend = "Hands may be missed: look at the overlays after Preprocess_Sign."
    yield Finding("mediapipe", state, f"{said} of a drawn photo", mend)


@check("training", limit=90)
def training(root: str) -> Iterator[Finding]:
    """Which device trains, and whether a network trains, is saved and comes back the same."""
    import keras

    from signkit.training.device import find_device

    device, card = find_device(), _card()
    said = f"Keras {keras.__version__} on {keras.backend.backend()}, {device.describe()}"
    if device.kind == "gpu":
        yield Finding("device", OK, f"{said}; {card or 'memory unknown'}")
    elif card:
        mend = f"Install {keras.backend.backend()} with CUDA, as its own guide says, and restart."
        yield Finding("device", WRONG, f"{said}; there is a GPU that isn't used: {card}", mend)
    else:
        mend = "It works, but slowly. On Colab: Runtime, Change runtime type, T4 GPU."
        yield Finding("device", NOTE, said, mend)
    yield _tiny_training()


@check("notebooks", limit=60)
def notebooks(root: str) -> Iterator[Finding]:
    """Whether the kernel that runs notebooks starts, and finds signkit."""
    from jupyter_client.kernelspec import NoSuchKernel
    from jupyter_client.manager import start_new_kernel

    import signkit.notebook.batch  # noqa: F401

    mend = f"Run: {sys.executable} -m ipykernel install --user --name python3"
    try:
        manager, client = start_new_kernel(startup_timeout=40, kernel_name="python3")
    except NoSuchKernel:
        yield Finding("notebooks", WRONG, "there is no kernel python3", mend)
        return
    try:
        said = []
        reply = client.execute_interactive(
            "import sys, signkit; print(sys.executable)",
            timeout=20,
            output_hook=lambda message: said.append(message["content"].get("text", "")),
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    if reply["content"]["status"] == "ok":
        yield Finding(
            "notebooks", OK, f"papermill, and the kernel python3: {''.join(said).strip()}"
        )
    else:
        what = f"in the kernel python3 signkit can't be imported ({reply['content']['evalue']})"
        yield Finding("notebooks", WRONG, what, mend)


def _tiny_training() -> Finding:
    import keras
    import numpy as np

    from signkit.models.photos.image import build_image_classifier

    rng = np.random.default_rng(0)
    photos = rng.integers(0, 120, (16, 32, 32, 3)).astype(np.float32)
    photos[8:, :, :16] += 120  # the second class is lit from the left
    targets = np.repeat(np.eye(2, dtype=np.float32), 8, axis=0)
    model = build_image_classifier("cnn", 2, (32, 32)).visual
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    loss = model.fit(photos, targets, batch_size=8, epochs=1, verbose=0).history["loss"][0]
    before = model.predict(photos, verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "probe.keras"
        model.save(file)
        after = keras.models.load_model(file).predict(photos, verbose=0)
    # GPUs add in any order, so their last digits differ.
    if np.isfinite(loss) and np.allclose(before, after, atol=1e-4):
        return Finding("training", OK, "an epoch of a small network, saved and loaded the same")
    apart = np.abs(before - after).max()
    what = f"a small network's loss is {loss:.3g}, and its outputs after loading differ by {apart}"
    return Finding("training", WRONG, what, AGAIN)


def _drawn_hand():
    """A photo (256, 256, 3) uint8 of a hand."""
    from signkit.samples.signs.render import render
    from signkit.samples.signs.signer import make_signer

    return render("open_palm", make_signer(1), 256)[0]


def _card() -> str:
    """What nvidia-smi says of the GPUs: "Tesla T4, 15360 MiB", or "" where there are none."""
    command = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=15, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return "; ".join(done.stdout.strip().splitlines())


def _requirements() -> list:
    """The packages that signkit needs, of its checkout or else as it was installed."""
    from packaging.requirements import Requirement

    if REQUIREMENTS.is_file():
        lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
        needs = [Requirement(line) for line in lines if line and not line.startswith("#")]
    else:
        needs = [Requirement(line) for line in importlib.metadata.requires("signkit") or ()]
    # Those of an extra are for whoever asks for it.
    return [need for need in needs if not need.marker or need.marker.evaluate({"extra": ""})]
