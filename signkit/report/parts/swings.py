"""Validation that fell from one epoch to the next, in a sentence."""

from signkit.evaluation.swings import weight_in_photos, worst_fall
from signkit.report.parts.curves import judged_by, stage_starts


def swing(record, words) -> str:
    """Say where validation fell furthest within a stage, and what to do; "" where it never did.

    It is looked at by the measure that chose the epochs, once the validation split is measured.
    """
    figures, history = record.of_split("validation"), record.history
    measure = None if history is None or not figures else judged_by(history)
    if measure is None:
        return ""
    values, starts = history[f"val_{measure}"].astype(float), stage_starts(history)
    photos = figures["samples"]
    if measure != "accuracy":  # a mean over classes is as unsure as its rarest
        photos = weight_in_photos([row["support"] for row in figures["per_class"]])
    fall = worst_fall(values, [row for row, _ in starts] or [0], photos)
    if fall is None:
        return ""
    name = words["measures"].get(measure, measure)
    return words["swing"].format(
        measure=name[0].lower() + name[1:],
        before=words.percent(fall.before),
        after=words.percent(fall.after),
        first=fall.row + 1,
        second=fall.row + 2,
    )
