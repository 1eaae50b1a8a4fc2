"""What an answer that never changes would score, and whether the model is better: in sentences."""

from collections.abc import Callable
from dataclasses import dataclass

from signkit.evaluation.answers.classes_figures import resampling_units
from signkit.evaluation.constant import is_better


@dataclass(frozen=True)
class Constant:
    """How one answer speaks of constant ones."""

    figure: str  # of the test, which must be better
    say: Callable  # (found, words) -> the sentence
    warn: Callable  # (found, test, words) -> sentences, where the model is no better
    measure: Callable  # (record, test) -> the same of a run measured before constant answers were

    def told(self, record, words) -> dict | None:
        """`sentence` on what constant answers score, `warning` where the model is no better.

        None without a test, and in older runs that don't say what they answered.
        """
        test = record.of_split("test")
        found = test and (test.get("constant") or self.measure(record, test))
        if not found or not found["answers"]:
            return None
        warned = self.figure in found["gains"] and not is_better(found, self.figure)
        return {
            "sentence": self.say(found, words),
            "warning": " ".join(self.warn(found, test, words)) if warned else None,
        }


def gain_points(gain, words) -> dict:
    """A gain and the ends of its interval in points, by the names of their blanks."""
    ends = dict(zip(("low", "high"), gain["interval"], strict=True))
    points = {
        name: words.number(100 * value) for name, value in {"gain": gain["gain"], **ends}.items()
    }
    return points


def units(part):
    """What the interval of a gain draws again: groups, or None for photos."""
    return resampling_units(part["group"].to_numpy() if "group" in part else None)[0]
