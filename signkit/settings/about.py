"""What is to be said of each setting: in the command line's help, in forms, on a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from inspect import get_annotations
from typing import Literal, get_args, get_origin

from signkit.settings.base import Settings
from signkit.settings.fields import GROUPS, Mark, mark_of

_LIMITS = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}


@dataclass(frozen=True)
class About:
    """One setting in words."""

    name: str
    default: object
    description: str
    kind: type  # bool, int, float or str
    allowed: tuple  # all values that it may have; () where they can't be listed
    ends: tuple  # the least and the largest number, where it has both; else ()
    range: str  # such as "0 to 1024", "at least 1", or ""
    mark: Mark

    @property
    def where(self) -> str:
        """Where it counts; "" for everywhere."""
        return " and ".join(map(str, self.mark.only))

    @property
    def usual(self) -> str:
        """The default."""
        return _said(self.default)

    def whole(self) -> str:
        """The description, what it may be, and where it counts."""
        said = [self.description]
        if self.allowed:
            said.append(f"Values: {', '.join(map(_said, self.allowed))}.")
        elif self.mark.names:
            said.append(f"{'Known' if self.mark.free else 'Values'}: {', '.join(self.mark.names)}.")
        elif self.range:
            said.append(f"Range: {self.range}.")
        if self.where:
            said.append(f"Counts where {self.where}.")
        return " ".join(said)


def about(settings: type[Settings]) -> list[About]:
    """Every setting of a form, in the order of GROUPS, within each as they are declared last."""
    declared = [name for kind in reversed(settings.mro()) for name in get_annotations(kind)]
    last = {name: place for place, name in enumerate(declared)}
    found = [_about(name, field) for name, field in settings.model_fields.items()]
    return sorted(found, key=lambda one: (GROUPS.index(one.mark.group), last[one.name]))


def grouped(settings: type[Settings]) -> Iterator[tuple[str, list[About]]]:
    """Each group's heading with its settings; headings without any are left out."""
    found = about(settings)
    for group in GROUPS:
        if there := [one for one in found if one.mark.group == group]:
            yield group, there


def _about(name: str, field) -> About:
    listed = get_origin(field.annotation) is Literal
    limits = {n: getattr(m, n) for m in field.metadata for n in _LIMITS if hasattr(m, n)}
    return About(
        name,
        field.default,
        field.description,
        type(field.default),
        get_args(field.annotation) if listed else (),
        (limits["ge"], limits["le"]) if {"ge", "le"} <= limits.keys() else (),
        _range(limits),
        mark_of(field),
    )


def _range(limits: dict[str, float]) -> str:
    """Limits in words: "0 to 1024", "at least 1", "above 0, below 1"."""
    if {"ge", "le"} <= limits.keys():
        return "{ge:g} to {le:g}".format(**limits)
    return ", ".join(f"{said} {limits[n]:g}" for n, said in _LIMITS.items() if n in limits)


def _said(value) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return f'"{value}"' if isinstance(value, str) and (" " in value or not value) else str(value)
