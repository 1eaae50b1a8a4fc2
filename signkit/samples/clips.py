"""A folder of drawn videos, one class folder a word, with the words' descriptions beside them."""

import csv
import io
import tempfile
import zlib
from pathlib import Path

import cv2
import numpy as np

from signkit.data.texts.descriptions import COLUMNS
from signkit.data.texts.descriptions import FILE as DESCRIPTIONS
from signkit.errors import SettingsError
from signkit.samples.signs.moving_scene import moving_pictures
from signkit.samples.signs.moving_signs import MOVING_SIGNS, make_style
from signkit.samples.signs.signer import make_signer
from signkit.samples.things.files import check_count, draw_set

DRAWING = 1  # raise when the drawing changes: older folders are then refused
RATE = 15  # frames a second
SECONDS = (1.2, 1.5)  # a clip's length
QUALITY = 88  # of each frame's JPEG: Motion JPEG is what every build of OpenCV writes and reads


def make_sample_clips(folder, signers=6, clips=3, height=160, seed=0) -> Path:
    """Draw videos of moving signs into `folder`/<word>/signer<k>_<clip>.avi; return the folder.

    Each of `signers` drawn people (every fourth left-handed, each with a way of moving of their
    own) gives `clips` clips a word, `height` pixels high and 1.3 times as wide. What the words
    look like and mean lies in `descriptions.csv`. The same seed draws the same clips; what is
    already drawn stays. Raises SettingsError on a bad count, a folder that holds another set, or
    where OpenCV can't write videos.
    """
    for name, value, lowest in (
        ("signers", signers, 1),
        ("clips", clips, 1),
        ("height", height, 64),
    ):
        check_count(name, value, lowest)
    size = (height // 2 * 2, round(height * 0.65) * 2)
    settings = {
        "drawing": DRAWING, "signers": signers, "clips": clips, "height": height, "seed": seed,
    }  # fmt: skip
    todo = [
        (word, signer, clip)
        for word in MOVING_SIGNS
        for signer in range(1, signers + 1)
        for clip in range(1, clips + 1)
    ]
    names = [f"{word}/signer{signer}_{clip:02d}.avi" for word, signer, clip in todo]
    texts = {DESCRIPTIONS: _descriptions()}
    return draw_set(
        Path(folder), settings, names, lambda place: _clip(*todo[place], size, seed), texts
    )


def _clip(word: str, number: int, clip: int, size, seed: int) -> bytes:
    """One video's content."""
    # Each clip has its own chance, so that any subset and any restart draws the same.
    rng = np.random.default_rng((seed, number, clip, zlib.crc32(word.encode())))
    seconds = np.arange(round(rng.uniform(*SECONDS) * RATE)) / RATE
    signer, style = make_signer(number, seed), make_style(number, seed)
    return _video(moving_pictures(MOVING_SIGNS[word], signer, style, size, seconds, rng), size)


def _video(pictures, size) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "clip.avi"
        code, quality = cv2.VideoWriter_fourcc(*"MJPG"), cv2.VIDEOWRITER_PROP_QUALITY
        writer = cv2.VideoWriter(str(file), code, RATE, size[::-1])
        if not writer.isOpened():
            raise SettingsError(
                "This OpenCV can't write Motion JPEG videos.",
                "Install opencv-python-headless anew, or use a data set of your own.",
            )
        writer.set(quality, QUALITY)
        for picture in pictures:
            writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        writer.release()
        return file.read_bytes()


def _descriptions() -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS[:3], lineterminator="\n")
    writer.writeheader()
    for word, sign in MOVING_SIGNS.items():
        row = {"class": word, "description": sign.description, "sentence": sign.sentence}
        writer.writerow(row)
    return text.getvalue().encode()
