"""Settings as the keywords of a function: its signature and its page of help, from the fields."""

import inspect
import textwrap
from collections.abc import Callable, Mapping

from signkit.errors import SettingsError
from signkit.settings.base import Settings

Parts = Mapping[str, tuple[type[Settings], tuple[str, ...]]]  # heading: settings, their names
POSITIONAL = inspect.Parameter.POSITIONAL_OR_KEYWORD
WIDTH = 96


def with_keywords(parts: Parts, without: tuple[str, ...] = ()) -> Callable[[Callable], Callable]:
    """Decorate `function(..., **settings)`: it shows the settings as its own keywords.

    Each heading of `parts` stands in its docstring with what a setting means and its default. A
    keyword whose default differs from kind to kind has None, which is as if it weren't given.
    """

    def show(function: Callable) -> Callable:
        own = inspect.signature(function)
        kept = [p for p in own.parameters.values() if p.kind is not p.VAR_KEYWORD]
        taken = {*(p.name for p in kept), *without}
        function.__signature__ = own.replace(
            parameters=[
                *kept,
                *(
                    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, **shown)
                    for name, shown in _shown(parts).items()
                    if name not in taken
                ),
            ]
        )
        function.__doc__ = f"{inspect.getdoc(function)}\n\n{_page(parts, taken)}"
        return function

    return show


def given_of(settings: dict) -> dict:
    """The settings that were given: None stands for what the kind takes."""
    return {name: value for name, value in settings.items() if value is not None}


def one_way(settings: dict, **ways: tuple[str, str]) -> dict:
    """Settings with a short word in the place of a setting: `groups=` is GROUP_PATTERN or its like.

    `ways` are the setting's name and the value given, by the word. Raises SettingsError where both
    are given.
    """
    for word, (name, value) in ways.items():
        if value and settings.get(name):
            raise SettingsError(f"Both {word} and {name} are given.", "Give one of them.")
        settings = {**settings, name: value} if value else settings
    return settings


def _shown(parts: Parts) -> dict[str, dict]:
    """Each name with its default, None where that differs, and its type."""
    found = {}
    for settings, names in parts.values():
        for name in names:
            field = settings.model_fields[name]
            shown = {"default": field.default, "annotation": field.annotation}
            differs = found.setdefault(name, shown)["default"] != field.default
            found[name] |= {"default": None} if differs else {}
    return found


def _page(parts: Parts, taken: set[str]) -> str:
    lines, told = [], {}
    for heading, (settings, names) in parts.items():
        rows = []
        for name in names:
            field = settings.model_fields[name]
            entry = (field.default, field.description)
            if name in taken or told.get(name) == entry:
                continue
            told[name] = entry
            rows.append(_row(name, *entry))
        lines += [f"{heading}:", *rows, ""] if rows else []
    return "\n".join(lines).rstrip()


def _row(name: str, default, description: str | None) -> str:
    words = f"{description} " if description else ""
    return textwrap.fill(
        f"{name}: {words}[{default!r}]",
        WIDTH,
        initial_indent="    ",
        subsequent_indent="        ",
        break_long_words=False,
        break_on_hyphens=False,
    )
