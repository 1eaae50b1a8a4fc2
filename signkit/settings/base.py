"""Settings that a notebook's parameter cell gives: checked once, told in words where wrong."""

import difflib
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from signkit.errors import SettingsError
from signkit.settings.fields import Where, mark_of

# Settings that were called otherwise once; the old name still does.
RENAMED = {"task": "model_folder"}


class Settings(BaseModel):
    """Settings that a parameter cell names in upper case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def from_parameters(cls, names: dict) -> Self:
        """Make settings from a notebook's `globals()`: every upper-case name counts as one.

        Raises SettingsError on an unknown name (with the nearest known one), on each bad value, and
        on each that would be ignored.
        """
        given = {
            name.lower(): value
            for name, value in names.items()
            if name.isupper() and not name.startswith("_")
        }
        return cls.make(**given)

    @classmethod
    def make(cls, **values) -> Self:
        """Make settings from lower-case names; raises SettingsError in words.

        A value that is not the usual one must count: what would be ignored is refused.
        """
        made = cls.read(**values)
        if ignored := made.ignored():
            raise SettingsError(*_ignored_in_words(made, ignored))
        return made

    @classmethod
    def read(cls, **values) -> Self:
        """Make settings in which some may be ignored; else as `make`."""
        values = {_of_today(name, cls, values): value for name, value in values.items()}
        for name in values:
            if name not in cls.model_fields:
                raise _unknown(name, list(cls.model_fields))
        try:
            return cls(**values)
        except ValidationError as error:
            raise SettingsError(*_in_words(error)) from None

    def changed(self, **values) -> Self:
        """The same settings with other values, checked again; what they leave no use is ignored."""
        return self.read(**{**self.model_dump(), **values})

    def resolved(self) -> Self:
        """Return a copy in which the recipe's own values stand where nothing was chosen."""
        return self

    def idle(self) -> set[str]:
        """Names of the settings that don't count beside the others, whatever they are."""
        found = self.resolved()
        return {n for n, f in type(self).model_fields.items() if not mark_of(f).counts(found)}

    def ignored(self) -> dict[str, list[Where]]:
        """Names of those of them that were set nevertheless, and what each would count with."""
        fields, found, idle = type(self).model_fields, self.resolved(), self.idle()
        marks = {name: mark_of(field) for name, field in fields.items() if name in idle}
        return {
            name: [where for where in mark.only if not where.holds(found)]
            for name, mark in marks.items()
            if getattr(self, name) not in (fields[name].default, mark.without)
        }


def _of_today(name: str, cls: type[Settings], values: dict) -> str:
    """What a setting is called today; of an old name it is told."""
    new = RENAMED.get(name, "")
    if name in cls.model_fields or new not in cls.model_fields:
        return name
    if new in values:
        raise SettingsError(
            f"{name.upper()} is called {new.upper()} now, and both are given.",
            f"Take {name.upper()} out.",
        )
    print(renamed(name, new))
    return new


def renamed(old: str, new: str) -> str:
    """Say that a setting is called otherwise now."""
    return f"{old.upper()} is called {new.upper()} now; the old name still does."


def _unknown(name: str, known: list[str]) -> SettingsError:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    mend = f"Did you mean {near[0].upper()}?" if near else "Take it out."
    allowed = ", ".join(k.upper() for k in known)
    return SettingsError(f"Unknown setting {name.upper()}.", f"{mend} There are: {allowed}.")


def _in_words(error: ValidationError) -> tuple[str, str]:
    said = []
    for fault in error.errors():
        name = ".".join(str(part) for part in fault["loc"]).upper() or "The settings"
        value = "" if not fault["loc"] else f" is {fault['input']!r}"
        said.append(f"{name}{value}: {fault['msg'].removeprefix('Value error, ')}")
    return "; ".join(said) + ".", "Change it in the parameter cell and run it again."


def _ignored_in_words(settings: Settings, ignored: dict[str, list[Where]]) -> tuple[str, str]:
    said = [
        f"{name.upper()} is {getattr(settings, name)!r}, but counts only where "
        + " and ".join(map(str, wheres))
        for name, wheres in ignored.items()
    ]
    usual = [f"{n.upper()} = {type(settings).model_fields[n].default!r}" for n in ignored]
    return "; ".join(said) + ".", f"Make it so, or go back to what is usual: {', '.join(usual)}."
