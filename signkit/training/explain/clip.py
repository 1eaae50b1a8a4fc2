"""What the answer to a clip rests on: which moments, which points of the hands, which pictures."""

from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from signkit.training.explain.gradients import gradient
from signkit.training.explain.photo import IMAGE, LANDMARKS, log_evidence, models_inside

STARTS = 11  # stretches of time that are hidden, one after the other
STRETCH = 6  # each is a sixth of the clip
PICTURES = "visual_gap"  # the layer in which each picture is a vector


@dataclass(frozen=True)
class ClipExplanation:
    """What N answers rest on; None without that input."""

    points: np.ndarray | None  # (N, T, 2, 21), 0-1, each clip's strongest 1; absent hands are 0
    lost: np.ndarray | None  # (N, T): probability lost where the hands around are hidden
    pictures: np.ndarray | None  # (N, P): probability lost where that picture is blank


def explain_clips(
    model: keras.Model, inputs: dict[str, np.ndarray], named: np.ndarray, lengths: np.ndarray
) -> ClipExplanation:
    """Explain why a model of clips, built or loaded, gives each clip the class `named` (N,) for it.

    `inputs` are those of a batch, by name; `lengths` (N,) says how many frames each clip has. A
    loss that is a gain counts as 0. Of an ensemble it is what its members say together.
    """
    members = [_Member(member, inputs) for member in models_inside(model)]
    hands = inputs[LANDMARKS] if members[0].has_hands else None
    points = lost = pictures = None
    if hands is not None:
        slopes = np.mean([member.slopes(hands, named) for member in members], axis=0)
        points = point_importance(hands, slopes)
        lost = _lost_in_time(members, hands, named, np.asarray(lengths))
    if members[0].seen is not None:
        pictures = _lost_pictures(members, hands, named)
    return ClipExplanation(points, lost, pictures)


def point_importance(hands: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    """|gradient x displacement| (N, T, 2, 21) of hands (N, T, 126), each clip's strongest 1.

    A point's displacement is its way from the mean place of its hand in that clip: gradient x input
    would call a point in the middle of the frame, the input's origin, unimportant wherever it is.
    """
    hands, slopes = (a.reshape(*a.shape[:2], 2, 21, 3) for a in (hands, slopes))
    there = hands.any(axis=(3, 4), keepdims=True)
    count = np.maximum(there.sum(axis=1, keepdims=True) * hands.shape[3], 1)
    mean = (hands * there).sum(axis=(1, 3), keepdims=True) / count
    found = np.abs(((hands - mean) * there * slopes).sum(axis=-1))
    strongest = found.max(axis=(1, 2, 3), keepdims=True)
    return (found / np.where(strongest > 0, strongest, 1)).astype(np.float32)


def stretches(length: int) -> list[tuple[int, int]]:
    """(first, end) of the stretches of a clip of so many frames that are hidden in turn."""
    width = max(1, round(length / STRETCH))
    firsts = np.unique(np.linspace(0, length - width, STARTS).round().astype(int))
    return [(int(first), int(first) + width) for first in firsts]


def _lost_in_time(members, hands, named, lengths):
    """(N, T): the mean loss of the stretches that hid each frame."""
    before = _said(members, hands, None, named)
    lost, times = np.zeros(hands.shape[:2]), np.zeros(hands.shape[:2])
    hidden_in = [stretches(int(length)) for length in lengths]
    for turn in range(STARTS):
        # A short clip has fewer stretches: its last one comes again, and counts once.
        spans = [spans[min(turn, len(spans) - 1)] for spans in hidden_in]
        hidden = hands.copy()
        for clip, (first, end) in enumerate(spans):
            hidden[clip, first:end] = 0
        after = _said(members, hidden, None, named)
        for clip, (first, end) in enumerate(spans):
            if turn < len(hidden_in[clip]):
                lost[clip, first:end] += max(before[clip] - after[clip], 0)
                times[clip, first:end] += 1
    return (lost / np.maximum(times, 1)).astype(np.float32)


def _lost_pictures(members, hands, named):
    before = _said(members, hands, None, named)
    count = members[0].seen.shape[1]
    after = [_said(members, hands, place, named) for place in range(count)]
    return np.maximum(before[:, None] - np.stack(after, axis=1), 0).astype(np.float32)


def _said(members, hands, blank, named):
    """The mean probability (N,) that members give the named classes, one picture left blank."""
    said = np.mean([member.say(hands, blank) for member in members], axis=0)
    return said[np.arange(len(named)), named]


class _Member:
    """One model, cut where its pictures are vectors: the backbone then sees each picture once."""

    def __init__(self, model: keras.Model, inputs: dict[str, np.ndarray]):
        given = {tensor.name: tensor for tensor in model.inputs}
        self.has_hands, self.seen, self.blank, starts = LANDMARKS in given, None, None, []
        if IMAGE in given:
            vectors = model.get_layer(PICTURES).input
            read = keras.Model(given[IMAGE], vectors)
            pictures = inputs[IMAGE]
            self.seen = read.predict(pictures, batch_size=4, verbose=0)
            plain = np.broadcast_to(pictures.mean(axis=(2, 3), keepdims=True), pictures.shape)
            self.blank = read.predict(plain, batch_size=4, verbose=0)
            starts.append(vectors)
        if self.has_hands:
            starts.append(given[LANDMARKS])
        self.rest = keras.Model(starts, model.output)

    def say(self, hands, blank: int | None) -> np.ndarray:
        """Probabilities (N, C), with the picture at the place `blank` in its mean colour."""
        given = [] if hands is None else [hands]
        if self.seen is not None:
            seen = self.seen.copy()
            if blank is not None:
                seen[:, blank] = self.blank[:, blank]
            given = [seen, *given]
        said = self.rest(_tensors(given), training=False)
        return ops.convert_to_numpy(said).astype(float)

    def slopes(self, hands, named) -> np.ndarray:
        """The gradient (N, T, 126) of the answers' log probability."""
        seen = [] if self.seen is None else [self.seen]

        def told(tensor):
            return log_evidence(self.rest(_tensors([*seen, tensor]), training=False), named)

        return gradient(told, hands)[0].astype(np.float32)


def _tensors(given):
    """What a model of one input or two takes; arrays and tensors must not be mixed."""
    given = [ops.convert_to_tensor(one) for one in given]
    return given if len(given) > 1 else given[0]
