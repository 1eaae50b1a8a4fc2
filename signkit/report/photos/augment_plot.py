"""What augmentation does to photos, to be looked at before a training."""

from dataclasses import fields, replace

import numpy as np
from matplotlib.figure import Figure

from signkit.inputs.changes.augment import Policy, augment_photos, draw, policy_from
from signkit.inputs.changes.photo_changes import CHANGES
from signkit.report.plots.palette import FONT, GRID, INK, MUTED, new_figure

WIDE = 2.0  # photos so many times as wide as high are shown in fewer, larger examples
PANEL, WIDEST = 1.5, 3.8  # inches: height of a panel, and its largest width
NAMES = 1.75  # inches, for the names of the rows
CAPTION = 0.22  # inches, above each photo
ONE_OUTCOME = ("flip", "vertical_flip", "grey")  # is shown of other photos instead of again


class Told:
    """Stands in for chance: numbers lie at told places of their range, and what may happen does.

    What a photo takes from its seed (noise, or where it is erased) is still left to chance.
    """

    def __init__(self, places: np.ndarray, seed: int):
        self._places = places  # 0 the lowest, 1 the highest
        self._rng = np.random.default_rng(seed)

    def uniform(self, low, high, size):
        """Return the numbers at the places, the same along other axes."""
        places = self._places.reshape(-1, *[1] * (np.ndim(np.empty(size)) - 1))
        return np.broadcast_to(low + (high - low) * places, size)

    def random(self, size):
        """Return zeros, which are below every probability."""
        return np.zeros(size)

    def integers(self, high, size):
        """Return every quarter turn, or half a one; seeds by chance."""
        if high == 4:
            return np.arange(1, 4) if size == 3 else np.full(size, 2)
        return self._rng.integers(high, size=size)


def plot_augmentations(photos: np.ndarray, policy: Policy, seed: int = 0) -> Figure:
    """Draw a row for each change that a policy turns on, with examples over its whole range.

    `photos` (N, H, W, 3) uint8 are taken in turn. The last row draws all changes together, by
    chance as in training.
    """
    strengths = active_changes(policy)
    examples = 2 if photos.shape[2] > WIDE * photos.shape[1] else 4
    panels = _panels(photos.shape[1:3], len(strengths) + 1, examples + 1)
    for row, (name, strength) in enumerate(strengths.items()):
        others = np.roll(photos, -row, axis=0)
        frames = _examples(others, name, strength, policy.border, examples, seed)
        _draw_row(panels[row], frames, name.replace("_", " "), CHANGES[name].tell(strength))
    photo = np.roll(photos, -len(strengths), axis=0)[0]
    drawn = draw(replace(policy, drop_photo=0.0), examples, np.random.default_rng(seed))
    changed = augment_photos(np.repeat(photo[None], examples, axis=0), drawn)
    frames = [(photo, "original"), *((frame, "") for frame in changed)]
    _draw_row(panels[-1], frames, "all together" if strengths else "nothing", "as in training")
    return panels[0, 0].figure


def active_changes(policy: Policy) -> dict[str, float]:
    """Return the strength of each change of photos that a policy turns on, in the table's order."""
    strengths = {f.name: getattr(policy, f.name) for f in fields(policy)} | dict(policy.looks)
    return {name: strengths[name] for name in CHANGES if strengths.get(name)}


def _examples(photos, name, strength, border, most, seed) -> list[tuple[np.ndarray, str]]:
    """Photos and captions: an original and what becomes of it, or several such pairs."""
    square = photos.shape[1] == photos.shape[2]
    turns = name == "quarter_turns"
    if name in ONE_OUTCOME or (turns and not square):
        chosen, count = photos[: (most + 1) // 2], 1
    else:
        chosen, count = photos[:1], min(3, most) if turns else most
    places = np.linspace(0, 1, count)
    if CHANGES[name].range == "up to":  # at 0 there is nothing to see
        places = np.arange(1, count + 1) / count
    alone = replace(policy_from(f"{name}={strength!r}"), border=border)
    frames = []
    for photo in chosen:
        drawn = draw(alone, count, Told(places, seed))
        changed = augment_photos(np.repeat(photo[None], count, axis=0), drawn)
        captions = [f"{90 * k}°" for k in drawn.turns] if turns else _say(name, strength, places)
        frames += [(photo, "original"), *zip(changed, captions, strict=True)]
    return frames


def _say(name: str, strength: float, places: np.ndarray) -> list[str]:
    change = CHANGES[name]
    low = -strength if change.range == "either way" else 0
    said = [change.say.format(low + (strength - low) * place) for place in places]
    return [caption.replace("-", "−") for caption in said]


def _panels(size: tuple[int, int], rows: int, columns: int) -> np.ndarray:
    height, width = size
    across = min(PANEL * width / height, WIDEST)
    down = across * height / width + CAPTION
    figure = new_figure(NAMES + across * columns, down * rows + 0.1)
    figure.get_layout_engine().set(w_pad=0.03, h_pad=0.02, wspace=0, hspace=0)
    shares = [NAMES, *[across] * columns]
    panels = figure.subplots(rows, columns + 1, squeeze=False, width_ratios=shares)
    for panel in panels.ravel():
        panel.set_axis_off()
    return panels


def _draw_row(panels, frames, name: str, strength: str) -> None:
    panels[0].text(0, 0.52, name, color=INK, fontsize=FONT, va="bottom", weight="bold")
    panels[0].text(0, 0.46, strength, color=MUTED, fontsize=FONT - 2, va="top")
    for panel, (photo, caption) in zip(panels[1:], frames, strict=False):
        panel.set_axis_on()
        panel.imshow(photo, interpolation="antialiased")
        panel.set(xticks=[], yticks=[])
        panel.spines[:].set_color(GRID)  # a white photo on white paper has an edge, too
        panel.set_title(caption, fontsize=FONT - 2, color=MUTED, pad=3.5)
