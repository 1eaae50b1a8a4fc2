"""A folder of drawn photos, one class folder a sign, with the true joints beside them."""

import json
import zlib
from pathlib import Path

import cv2
import numpy as np

from signkit.errors import DataError, SettingsError
from signkit.progress import progress
from signkit.samples.signs.render import OVERSAMPLING, render
from signkit.samples.signs.scene import make_scene
from signkit.samples.signs.signer import make_signer
from signkit.samples.signs.table import SIGNS
from signkit.whole import STORED, whole, write_json

DRAWING = 1  # raise when the drawing changes: older folders are then drawn anew
JOINTS_FILE = "joints.npz"
SETTINGS_FILE = "samples.json"  # written last: it says the set is complete
QUALITY = 94  # of the JPEGs


def make_sample_signs(folder, signs=8, signers=20, photos=3, size=224, seed=0) -> Path:
    """Draw a data set of signs into `folder`/<sign>/signer<k>_<photo>.jpg and return the folder.

    `signs` is a list of names in SIGNS, or how many of them to take; each of `signers` drawn
    people (every fourth left-handed) gives `photos` photos a sign of `size` x `size` pixels.
    The true joints lie in `joints.npz`: `names` (N,) relative paths, `image_points` (N, 2, 21, 3)
    as MediaPipe gives them (x, y over width, height; z over width from the wrist; right hand
    first) and `present` (N, 2). The same seed draws the same photos; what is already drawn stays.
    Raises SettingsError on an unknown sign, a bad count, or a folder that holds another set.
    """
    folder = Path(folder)
    signs = _sign_names(signs)
    _check_counts(signers=signers, photos=photos, size=size)
    settings = {
        "drawing": DRAWING, "signs": signs, "signers": signers, "photos": photos,
        "size": size, "seed": seed, "complete": True,
    }  # fmt: skip
    if _complete(folder, settings):
        return folder
    todo = [(s, k, p) for s in signs for k in range(1, signers + 1) for p in range(1, photos + 1)]
    _begin(folder, settings)
    joints = []
    for sign, signer, photo in progress(todo, total=len(todo), desc="drawing signs"):
        joints.append(_draw(folder, sign, signer, photo, size, seed))
    _write_joints(folder / JOINTS_FILE, [_name(*one) for one in todo], joints)
    _write_settings(folder, settings)
    return folder


def _name(sign, signer, photo) -> str:
    return f"{sign}/signer{signer}_{photo:02d}.jpg"


def _draw(folder, sign, number, photo, size, seed):
    """Draw one photo unless it is there; its true joints and which hands are present."""
    path = folder / _name(sign, number, photo)
    signer = make_signer(number, seed)
    # Each photo has its own chance, so that any subset and any restart draws the same.
    rng = np.random.default_rng((seed, number, photo, zlib.crc32(sign.encode())))
    if path.exists():
        scene = make_scene(sign, signer, size * OVERSAMPLING, rng)
        return scene.image_points, scene.present
    image, scene = render(sign, signer, size, rng)
    data = cv2.imencode(".jpg", image[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, QUALITY))[1]
    with whole(path, STORED, DataError) as part:
        part.write_bytes(data)
    return scene.image_points, scene.present


def _sign_names(signs) -> list[str]:
    if isinstance(signs, int):
        if not 2 <= signs <= len(SIGNS):
            raise SettingsError(f"signs={signs} is not possible.", f"Ask for 2 to {len(SIGNS)}.")
        return list(SIGNS)[:signs]
    unknown = [name for name in signs if name not in SIGNS]
    if unknown or not signs:
        raise SettingsError(f"Unknown signs: {unknown}.", f"Choose among {', '.join(SIGNS)}.")
    return list(dict.fromkeys(signs))


def _check_counts(**counts) -> None:
    lowest = {"signers": 1, "photos": 1, "size": 32}
    for name, count in counts.items():
        if not isinstance(count, int) or count < lowest[name]:
            raise SettingsError(
                f"{name}={count!r} is not possible.", f"Use {lowest[name]} or more."
            )


def _complete(folder, settings) -> bool:
    if _read_settings(folder) != settings or not (folder / JOINTS_FILE).is_file():
        return False
    with np.load(folder / JOINTS_FILE) as joints:
        return all((folder / name).is_file() for name in joints["names"])


def _begin(folder, settings) -> None:
    """Make the class folders, and mark the set as not complete; refuse to mix two sets."""
    found = _read_settings(folder)
    if found and {**found, "complete": True} != settings:
        raise SettingsError(
            f"{folder} holds sample signs made with other settings.",
            "Give another folder, or delete this one first.",
        )
    for sign in settings["signs"]:
        (folder / sign).mkdir(parents=True, exist_ok=True)
    _write_settings(folder, {**settings, "complete": False})


def _read_settings(folder) -> dict | None:
    try:
        return json.loads((folder / SETTINGS_FILE).read_text())
    except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError):
        return None


def _write_settings(folder, settings) -> None:
    write_json(folder / SETTINGS_FILE, settings, STORED, DataError)


def _write_joints(path, names, joints) -> None:
    points, present = zip(*joints, strict=True)
    joints = {"image_points": np.stack(points), "present": np.stack(present)}
    with whole(path, STORED, DataError) as part:
        np.savez_compressed(part, names=np.array(names), **joints)
