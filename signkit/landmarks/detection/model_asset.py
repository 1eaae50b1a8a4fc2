"""Where the hand-landmark model file comes from: given, cached, downloaded, or built.

The file is a zip of two TFLite networks, the palm detector and the hand's 21 points, which
MediaPipe's Tasks API opens as one. No mediapipe since 0.10.30 carries it, so it is looked for in
order: the path given, `$SIGNKIT_HAND_MODEL`, the cache, the published address, and at last the
wheel of mediapipe 0.10.21, which a package index has even where the rest of the net is closed.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from signkit.errors import AssetError
from signkit.whole import replacing

FILE_NAME = "hand_landmarker.task"
ADDRESS = (
    "https://storage.googleapis.com/mediapipe-models/hand_landmarker/hand_landmarker/"
    f"float16/1/{FILE_NAME}"
)
# Version 1 of the published file never changes; another sum is another or a cut-off file.
ADDRESS_SHA256 = "fbc2a30080c3c557093b5ddfc334698132eb341044ccee322ccf8bcf3607cde1"
DOWNLOAD_TIMEOUT = 20  # seconds without an answer; the wheel is the way out after that

WHEEL = "mediapipe==0.10.21"
# Any wheel of that version holds the same networks; this one exists and is asked for by name,
# so that it comes whatever Python and system ask.
WHEEL_FOR = ("--python-version", "3.12", "--platform", "manylinux_2_28_x86_64")
# name in the .task file: (name in the wheel, sha256)
MEMBERS = {
    "hand_detector.tflite": (
        "mediapipe/modules/palm_detection/palm_detection_full.tflite",
        "1b14e9422c6ad006cde6581a46c8b90dd573c07ab7f3934b5589e7cea3f89a54",
    ),
    "hand_landmarks_detector.tflite": (
        "mediapipe/modules/hand_landmark/hand_landmark_full.tflite",
        "11c272b891e1a99ab034208e23937a8008388cf11ed2a9d776ed3d01d0ba00e3",
    ),
}
MEND = (
    f"Download {ADDRESS} where the net is open, and give its path "
    "(or set SIGNKIT_HAND_MODEL to it)."
)


def find_asset(path: str | Path | None = None, cache_dir: str | Path | None = None) -> Path:
    """The model file's path: as given, from the cache, downloaded, or built from the wheel.

    `cache_dir` is `$SIGNKIT_CACHE` or `~/.cache/signkit` when not given. Several processes may
    ask at once: the file appears whole, by a rename. Raises AssetError when a given file isn't
    a hand model, or when no way leads to one.
    """
    for given in (path, os.environ.get("SIGNKIT_HAND_MODEL")):
        if given:
            return _checked(Path(given))
    cache_dir = cache_dir or os.environ.get("SIGNKIT_CACHE") or Path.home() / ".cache" / "signkit"
    cached = Path(cache_dir).expanduser() / FILE_NAME
    if cached.is_file():
        try:
            return _checked(cached)
        except AssetError:
            cached.unlink(missing_ok=True)  # cut off or foreign: fetch it anew
    return _fetch(cached)


@lru_cache(maxsize=8)
def _digest(path: str, bytes_: int, changed_ns: int) -> str:
    try:
        with zipfile.ZipFile(path) as bundle:
            contents = [bundle.read(name) for name in MEMBERS]
    except (KeyError, zipfile.BadZipFile, OSError) as error:
        raise AssetError(f"{path} is not a hand-landmark model ({error}).", MEND) from error
    return hashlib.sha256(b"".join(hashlib.sha256(c).digest() for c in contents)).hexdigest()


def asset_digest(path: str | Path) -> str:
    """sha256 (hex) over the two networks, the same however the zip around them was packed.

    Raises AssetError when the file is missing or isn't a zip that holds both networks.
    """
    path = Path(path).expanduser()
    if not path.is_file():
        raise AssetError(f"There is no hand-landmark model at {path}.", MEND)
    stat = path.stat()
    return _digest(str(path), stat.st_size, stat.st_mtime_ns)


def _checked(path: Path) -> Path:
    asset_digest(path)
    return path.expanduser().resolve()


def _fetch(target: Path) -> Path:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            replacing(target, shared=True) as part,
            tempfile.TemporaryDirectory(dir=target.parent, prefix=".fetch-") as folder,
        ):
            try:
                _download(part)
            except AssetError as closed:
                _build_from_wheel(part, Path(folder), closed)
            _checked(part)
    except OSError as error:
        raise AssetError(
            f"The hand-landmark model can't be written to {target.parent} ({error}).",
            "Make room there, or set SIGNKIT_CACHE to a folder that can be written.",
        ) from error
    return target.resolve()


def _download(target: Path) -> None:
    """Fetch the published file; its sha256 must be the known one."""
    try:
        with urlopen(ADDRESS, timeout=DOWNLOAD_TIMEOUT) as answer:
            content = answer.read()
    except (URLError, OSError) as error:
        raise AssetError(f"{ADDRESS} can't be reached ({error}).", MEND) from error
    if hashlib.sha256(content).hexdigest() != ADDRESS_SHA256:
        raise AssetError(f"What {ADDRESS} sent has another checksum than the known file.", MEND)
    target.write_bytes(content)


def _build_from_wheel(target: Path, folder: Path, closed: AssetError) -> None:
    """Take both networks out of the wheel of mediapipe 0.10.21 and pack them into one file."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
               "--disable-pip-version-check", "--only-binary=:all:", *WHEEL_FOR,
               "--dest", str(folder), WHEEL]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("mediapipe-*.whl"))
    if done.returncode or not wheels:
        said = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        raise AssetError(
            f"No hand-landmark model: {closed.what} The package index gave no {WHEEL}: {said}", MEND
        )
    pack_wheel(wheels[0], target)


def pack_wheel(wheel: Path, target: Path) -> None:
    """Write the model file from a mediapipe wheel; AssetError when a network isn't the known one.

    Stored, not deflated: mediapipe maps the members straight from the file.
    """
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(target, "w") as bundle:
        for name, (inside, sha256) in MEMBERS.items():
            content = source.read(inside)
            if hashlib.sha256(content).hexdigest() != sha256:
                raise AssetError(f"{inside} in {wheel.name} has another checksum.", MEND)
            # A fixed date, so that the same networks give the same file.
            bundle.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content)
