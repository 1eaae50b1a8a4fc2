"""Which answers have a figure in common, so that their runs may stand on one page."""

from collections.abc import Iterable

from signkit.evaluation.answers.base import Answer


def have_common_figure(answers: Iterable[Answer]) -> bool:
    """Whether there is a figure that each of the answers is measured by."""
    return bool(set.intersection(*(set(answer.paired.measures) for answer in answers)))


def no_common_figure(named: Iterable[tuple[str, Answer]]) -> str:
    """Who answers what, where no figure is common to all; "" where one is.

    Such as "words translate sentences, run name classes: there is no figure that both have".
    """
    named = list(named)
    if not named or have_common_figure(answer for _, answer in named):
        return ""
    does = {}
    for name, answer in named:
        does.setdefault(answer.paired.does, []).append(name)
    told = ", ".join(f"{', '.join(names)} {what}" for what, names in does.items())
    return f"{told}: there is no figure that {'both' if len(does) == 2 else 'all'} have"
