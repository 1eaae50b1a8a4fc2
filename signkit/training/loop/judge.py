"""By which figure of validation a run's epochs are judged."""

from signkit.runs.files import SETTINGS, TRIALS
from signkit.runs.record import Run
from signkit.training.answers.balanced_accuracy import BALANCED
from signkit.training.loop.checkpoint import Saved


def judge(run: Run, usual: str, last: Saved | None) -> str:
    """The metric that tells the best epoch: the usual one, but that which the run began with.

    What stopping, checkpoints and trials have counted by one can't be compared with another, so a
    run that goes on keeps what its settings note. One that was begun when nothing was noted yet,
    which `last` or its search tells, was judged by accuracy also where classes are rare.
    """
    noted = run.read(SETTINGS).get("resolved", {}).get("judged_by")
    if noted:
        return noted
    begun = last is not None or run.has(TRIALS)
    return "accuracy" if begun and usual == BALANCED else usual
