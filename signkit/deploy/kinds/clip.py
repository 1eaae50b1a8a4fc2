"""Signs in time: clips from videos, landmark sequences or arrays, and their hands."""

import re
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from signkit.clips.listing.catalog import joined_frames
from signkit.clips.listing.layouts import frame_width, hands_of
from signkit.clips.listing.sequence_file import SequenceFile, frame_or_sequence
from signkit.clips.names import CLIP_FILES, file_and_number, is_video
from signkit.clips.sample import ORIGINS, Clips
from signkit.clips.tracking.extract import import_sequence
from signkit.clips.tracking.tracker import RATE, ClipTracker, tracker_version
from signkit.clips.video import frames_at, read_moments
from signkit.data.catalog import size_and_hash
from signkit.deploy.items import Item, items_of, named_files
from signkit.deploy.model import IMAGE, LANDMARKS, Classifier, Look
from signkit.errors import ClipError
from signkit.inputs.clip_frames import clip_hands
from signkit.inputs.clip_pictures import moments
from signkit.inputs.photos import fit_frame

FILM = 4  # axes of frames (T, H, W, 3)


class ClipModel(Classifier):
    """A model of hands over time, and of a few pictures of each clip."""

    sees = "pictures"

    def items(self, given) -> tuple[bool, list[Item]]:
        """Whether it is one clip, and the clips."""
        return items_of(given, _clips_in, lambda array: _is_film(array) or _is_sequence(array))

    def look(self, item: Item) -> Look:
        """See a clip: its hands over time and, where the model takes them, its pictures."""
        clips = self._track(item)
        frames = self.shapes[LANDMARKS][0] if LANDMARKS in self.shapes else 0
        hands = clip_hands(clips, frames)[0] if frames else np.empty((0, 0, 0, 3))
        by = tuple(ORIGINS[k] for k in np.unique(clips.origin[clips.origin > 0]))
        return Look(self._pictures(item, clips), hands, int(clips.present.any(axis=0).sum()), by)

    @cached_property
    def tracker(self):
        """What follows the hands, made when first needed."""
        if self.finder:
            return self.finder
        said = self.about["data"].get("landmarks", "")
        hands = re.match(r"clips(\d)-", said)
        tracker = ClipTracker(max_hands=int(hands[1]) if hands else 2, rate=self.rate)
        own = tracker_version(tracker.detector.asset, tracker.detector.max_hands, self.rate)
        if said != own:
            print(f"This model learnt from hands found by {said}; here they are found by {own}.")
        return tracker

    @property
    def rate(self) -> float:
        """Frames a second that are looked at."""
        said = re.search(r"-rate\.([\d.]+)-", self.about["data"].get("landmarks", ""))
        return float(said[1]) if said else RATE

    def _track(self, item: Item) -> Clips:
        if item.path and is_video(item.path):
            return self.tracker.track(item.path, size_and_hash(item.path)[1])
        if item.path:
            file, number = file_and_number(item.path)
            return import_sequence(*SequenceFile(file).read(number), "", self.rate)
        if _is_sequence(item.content):
            return import_sequence(*hands_of(item.content, item.source), "", self.rate)
        if not _is_film(item.content):
            raise ClipError(
                f"{item.source} has the shape {item.content.shape} and the type "
                f"{item.content.dtype}.",
                f"Give (frames, height, width, 3) uint8 RGB, {self.rate:g} frames a second, or "
                "(frames, 126) numbers.",
            )
        return self.tracker.track_frames(item.content, "")

    def _pictures(self, item: Item, clips: Clips) -> np.ndarray:
        if IMAGE not in self.shapes:
            return np.empty((0, 0, 0, 3), np.uint8)
        count, *size, _ = self.shapes[IMAGE]
        times, fit = moments(clips, 0, count), partial(fit_frame, size=tuple(size))
        if item.path and is_video(item.path):
            return read_moments(item.path, times, fit)
        if not item.path and _is_film(item.content):
            return np.stack([fit(frame) for frame in frames_at(item.content, self.rate, times)])
        raise ClipError(
            f"{item.source} is a landmark sequence: it has no pictures, and the model looks at "
            f"{count}.",
            'Give the video, or train with STAGES = "landmarks_only".',
        )


def _clips_in(folder: Path) -> list[Path]:
    arrays = sorted(folder.glob("*.npy"))
    if arrays and frame_or_sequence(arrays[0]) == "frame":
        return [folder]
    names = [path.relative_to(folder).as_posix() for path in named_files(folder, _is_clip)]
    return [folder / name for name in joined_frames(folder, names)]


def _is_clip(name: str) -> bool:
    return CLIP_FILES.is_named(name)


def _is_film(array: np.ndarray) -> bool:
    film = array.ndim == FILM and array.shape[-1] == 3 and array.dtype == np.uint8
    return film and not _is_sequence(array)


def _is_sequence(array: np.ndarray) -> bool:
    return array.ndim > 1 and frame_width(array.shape[1:]) is not None
