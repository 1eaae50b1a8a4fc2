"""Packages that hand names on without loading what nobody asked for."""

import importlib
from collections.abc import Callable


def hand_on(package: str, modules: dict[str, tuple[str, ...]]) -> tuple[Callable, list[str]]:
    """Return a package's `__getattr__` and `__all__` for names that its modules define.

    `modules` maps each module to the names it gives. A worker process that needs one light module
    of a package then doesn't pay half a second for pandas in another.
    """
    home = {name: module for module, names in modules.items() for name in names}

    def get(name: str):
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{package}.{home[name]}"), name)

    return get, sorted(home)
