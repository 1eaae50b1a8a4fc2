"""Settings that a notebook's parameter cell gives: checked once, told in words where wrong."""

import difflib
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from signkit.errors import SettingsError


class Settings(BaseModel):
    """Settings that a parameter cell names in upper case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def from_parameters(cls, names: dict) -> Self:
        """Make settings from a notebook's `globals()`: every upper-case name counts as one.

        Raises SettingsError on an unknown name (with the nearest known one) and on each bad value.
        """
        given = {
            name.lower(): value
            for name, value in names.items()
            if name.isupper() and not name.startswith("_")
        }
        return cls.make(**given)

    @classmethod
    def make(cls, **values) -> Self:
        """Make settings from lower-case names; raises SettingsError in words."""
        for name in values:
            if name not in cls.model_fields:
                raise _unknown(name, list(cls.model_fields))
        try:
            return cls(**values)
        except ValidationError as error:
            raise SettingsError(*_in_words(error)) from None


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
