"""The form cell of a notebook, as its settings describe themselves."""

import json
import textwrap

from signkit.settings.about import About, grouped
from signkit.settings.base import Settings

TITLE = "# @title Settings"
# Colab wants a field on one line, however long; Ruff would break it.
AS_IT_IS = ("# fmt: off", "# fmt: on")
_TOLD = "# @markdown "
_WRAPPER = textwrap.TextWrapper(100 - len(_TOLD), break_on_hyphens=False)
_LONGEST_SLIDER = 50


def form_cell(settings: type[Settings], given: dict | None = None) -> str:
    """The cell's lines: a heading a group, each setting's description, then `NAME = value`.

    `given` are values, by upper-case name, that the notebook has instead of the defaults. Colab
    makes a form of it; everywhere else it is read as it stands. Settings beyond the form are left
    out.
    """
    lines = [TITLE, AS_IT_IS[0]]
    for heading, found in grouped(settings):
        if shown := [one for one in found if one.mark.form]:
            lines.append(f"# @markdown ### {heading}")
            lines += [line for one in shown for line in _lines(one, given or {})]
    return "\n".join([*lines, AS_IT_IS[1]])


def _lines(one: About, given: dict) -> list[str]:
    about = one.description + (f" Counts where {one.where}." if one.where else "")
    prose = [_TOLD + line for line in _WRAPPER.wrap(about)]
    value = given.get(one.name.upper(), one.default)
    return [*prose, f"{one.name.upper()} = {_python(value)}  # @param {_field(one)}"]


def _field(one: About) -> str:
    """What Colab shows the setting as."""
    if one.allowed:
        listed = json.dumps(one.allowed)
        return listed if one.kind is str else f'{listed} {{type:"raw"}}'
    if one.mark.names:
        first = [] if one.default in one.mark.names else [one.default]
        listed = json.dumps([*first, *one.mark.names])
        return f"{listed} {{allow-input: true}}" if one.mark.free else listed
    if one.kind is int and one.ends and one.ends[1] <= _LONGEST_SLIDER:
        return '{{type:"slider", min:{:g}, max:{:g}, step:1}}'.format(*one.ends)
    kind = {bool: "boolean", int: "integer", float: "number", str: "string"}[one.kind]
    return f'{{type:"{kind}"}}'


def _python(value) -> str:
    return json.dumps(value) if isinstance(value, str) else repr(value)
