"""The parts of the report that show photos or clips: attention, mistakes, confused pairs."""

from functools import partial

from signkit.report.answers.label_tables import answers
from signkit.report.photos import attention_plot, label_wall, pairs, pairs_plot, wall
from signkit.report.photos.clip_look_plot import plot_clip_look, read_frames, title
from signkit.report.photos.clip_looks import load_clip_looks, shown_frames
from signkit.report.photos.pictures import Pictures
from signkit.report.plots import classes as plots
from signkit.report.plots.palette import to_jpeg_uri
from signkit.runs.files import ATTENTION, CLIP_LOOKS

PHOTO_DPI = 160  # the photos themselves are no finer


def attention(pictures: Pictures, data_root=None) -> dict | None:
    """The figure as an address that holds it, and its width in CSS pixels; None without maps.

    A photo is no drawing: as SVG the page would grow by megabytes.
    """
    file, language = pictures.record.folder / ATTENTION, pictures.words
    if not file.is_file():
        return None
    items = attention_plot.load_attention(file)
    figure = attention_plot.plot_attention(items, language)
    pictures.keep("attention", figure, PHOTO_DPI)
    width = round(96 * figure.get_size_inches()[0])
    notes = attention_plot.notes(items, language)
    return {"uri": to_jpeg_uri(figure), "width": width, "notes": notes}


def clip_looks(pictures: Pictures, data_root=None) -> dict | None:
    """A figure a clip of what its answer rests on, with how to read them; None without any."""
    file, words = pictures.record.folder / CLIP_LOOKS, pictures.words
    if not file.exists():
        return None
    looks, shown, why = load_clip_looks(file), [], []
    for number, look in enumerate(looks, 1):
        images, problem = read_frames(look, shown_frames(look)[0], data_root)
        why += [problem] * bool(problem)
        figure = plot_clip_look(look, images, words)
        pictures.keep(f"clip_look_{number}", figure)
        width = round(96 * figure.get_size_inches()[0])
        alt = words["clip_looks_alt"].format(path=look.path)
        shown.append({"uri": to_jpeg_uri(figure), "width": width, "alt": alt, "path": look.path})
        shown[-1]["title"] = title(look, words)
    unread = words["clip_looks_unread"].format(number=len(why), why=why[0]) if why else ""
    return {"looks": shown, "notes": list(_look_notes(looks, words)), "unreadable": unread}


def photos(pictures: Pictures, data_root=None) -> dict:
    """The surest mistakes and some right ones, with what can't be shown."""
    predictions = pictures.record.predictions
    wrong, right = wall.choose(predictions)
    why = wall.load(wrong + right, data_root) if data_root else []
    seen = [one for one in wrong + right if one.image is not None]
    shown = [(one.image, one.label, one.predicted, one.probability) for one in seen]
    pictures.draw(
        "predictions", shown, partial(plots.plot_predictions, shown), page=False, dpi=PHOTO_DPI
    )
    part = predictions[predictions["split"] == "test"]
    mistakes = int((part["label"].astype(str) != part["predicted"].astype(str)).sum())
    return {
        "wrong": wrong,
        "right": [one for one in right if one.image is not None],
        "mistakes": mistakes,
        "rights": len(part) - mistakes,
        "unreadable": _unreadable(why, pictures.words),
        "hands": any(one.points is not None for one in seen),
        "without_photos": not data_root,
    }


def labelled(pictures: Pictures, data_root=None) -> dict | None:
    """As `photos`, where a photo may have several labels; None where they are not on record."""
    classes = pictures.record.labels or []
    told = answers(pictures.record.predictions, classes)
    if told is None:
        return None
    wrong, right = label_wall.choose(told, classes)
    why = wall.load(wrong + right, data_root) if data_root else []
    seen = [one for one in wrong + right if one.image is not None]
    shown = [(one.image, one.label, one.predicted, one.probability) for one in seen]
    make = partial(plots.plot_predictions, shown, columns=6, longest=26)
    pictures.draw("predictions", shown, make, page=False, dpi=PHOTO_DPI)
    exact = (told.targets == told.given).all(axis=1)
    return {
        "wrong": wrong,
        "right": [one for one in right if one.image is not None],
        "mistakes": int((~exact).sum()),
        "rights": int(exact.sum()),
        "unreadable": _unreadable(why, pictures.words),
        "hands": False,
        "without_photos": not data_root,
    }


def confused(pictures: Pictures, data_root=None) -> dict | None:
    """The most confused classes side by side; None where there are none, or no photos."""
    rows = pairs.choose(pictures.record.predictions, pictures.record.labels) if data_root else []
    if not rows:
        return None
    why = pairs.load(rows, data_root)
    make = partial(pairs_plot.plot_confused_pairs, rows)
    pictures.draw("confused_pairs", rows, make, page=False, dpi=PHOTO_DPI)
    return {
        "rows": rows,
        "most": pairs.PHOTOS,
        "unreadable": _unreadable(why, pictures.words),
        "title": partial(pairs_plot.side_title, words=pictures.words),
        "caption": partial(pairs_plot.caption, words=pictures.words),
    }


def _look_notes(looks, words):
    """How to read the figures, as far as they have it."""
    for name, of in (("points", "points"), ("time", "lost"), ("pictures", "pictures")):
        if any(getattr(look, of) is not None for look in looks):
            yield words[f"clip_looks_note_{name}"]
    yield words["clip_looks_note_hands"]


def _unreadable(why, words) -> str:
    return words["wall_unreadable"].format(number=len(why), why=why[0]) if why else ""
