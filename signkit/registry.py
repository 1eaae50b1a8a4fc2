"""A table of named things that lists itself and says what it holds when a name is unknown."""

from collections.abc import Callable

from signkit.errors import SettingsError


class Registry(dict):
    """Names mapped to functions; a new entry is one decorated function.

    The first line of an entry's docstring is its description in `describe()`.
    """

    def __init__(self, kind: str):
        super().__init__()
        self.kind = kind

    def register(self, name: str) -> Callable:
        """Decorate a function to enter it under `name`."""

        def enter(function):
            self[name] = function
            return function

        return enter

    def __missing__(self, name):
        raise SettingsError(
            f"Unknown {self.kind} {name!r}.", f"Choose one of: {', '.join(sorted(self))}."
        )

    def describe(self) -> dict[str, str]:
        """One line about each entry."""
        return {name: (entry.__doc__ or "").strip().split("\n")[0] for name, entry in self.items()}
