"""The form cell of a notebook: its values as Python reads them, and what is given for each."""

import ast
from pathlib import Path

from signkit.errors import SettingsError

TAG = "parameters"
UNKNOWN = object()  # a default that only the running notebook knows
YES, NO = ("true", "1", "yes", "on"), ("false", "0", "no", "off")
# What an expression may be made of: numbers, texts, lists, and what is computed of them.
_PLAIN = (
    ast.Expression,
    ast.Constant,
    ast.UnaryOp,
    ast.BinOp,
    ast.unaryop,
    ast.operator,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
    ast.expr_context,
)
_LARGEST_POWER = 1000  # of an exponent: 9**9**9 would take all day
_EXAMPLES = {int: "12", float: "0.001, 1e-3 or 0.5*2", list: "[1, 2]", tuple: "(1, 2)", dict: "{}"}


def defaults_of(cells, notebook: Path) -> dict:
    """Name and default of each parameter in the cells tagged `parameters`, as Python reads them.

    UNKNOWN is a default that is no plain value. Raises SettingsError where the cell is no Python.
    """
    found = {}
    for cell in cells:
        if cell.cell_type != "code" or TAG not in cell.metadata.get("tags", []):
            continue
        code = "\n".join("" if _is_magic(line) else line for line in cell.source.splitlines())
        try:
            statements = ast.parse(code).body
        except SyntaxError as error:
            raise SettingsError(
                f"The cell of parameters in {notebook.name} can't be read, line {error.lineno}: "
                f"{(error.text or '').strip()} ({error.msg}).",
                "Write NAME = value, one a line.",
            ) from None
        for statement in statements:
            found.update(_assigned(statement))
    return found


def value_for(name: str, default, given):
    """What is given for a parameter, in its default's type; a text is read as Python reads it.

    Where the default is a text the text itself is meant. Raises SettingsError, saying what is
    allowed, for a text that is no value of that type.
    """
    if isinstance(given, Path):
        return str(given)
    if hasattr(given, "tolist"):
        given = given.tolist()  # a number or an array of NumPy
    if not isinstance(given, str):
        return _writable(name, given)
    if isinstance(default, str):
        return given
    if isinstance(default, bool):
        return _yes_or_no(name, given)
    value = read(given)
    if default is None or default is UNKNOWN:
        return given if value is UNKNOWN else value
    kind = type(default)
    if type(value) is kind:
        return value
    if kind in (int, float) and type(value) in (int, float):
        # 1e3 is a whole number, too; whether .5 may stand for one is for the notebook to say.
        return kind(value) if value == kind(value) else value
    raise SettingsError(
        f"{name} is {given!r}; the notebook has {default!r} there.",
        f"Give {_said(kind)}, such as {_EXAMPLES.get(kind, repr(default))}"
        + (" (a point, no comma)." if kind is float else "."),
    )


def written(values: dict) -> str:
    """The lines of Python that set parameters to plain values."""
    return "\n".join(f"{name} = {value!r}" for name, value in values.items())


def _writable(name: str, given):
    again = read(repr(given))
    if again is not UNKNOWN and type(again) is type(given):
        return given
    raise SettingsError(
        f"{name} is {given!r}, which can't be written into a notebook.",
        "Give a number, a text, True, False, None, or a list of them.",
    )


def read(text: str):
    """The plain value that a text is in Python, computed where it is an expression; or UNKNOWN."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
        return _value(tree.body)
    except (SyntaxError, ValueError, TypeError, ArithmeticError, MemoryError, RecursionError):
        return UNKNOWN


def _value(node: ast.expr):
    if not all(isinstance(part, _PLAIN) for part in ast.walk(node)):
        return UNKNOWN
    powers = (part for part in ast.walk(node) if isinstance(part, ast.BinOp))
    powers = (part.right for part in powers if isinstance(part.op, ast.Pow | ast.LShift))
    if not all(abs(_value(power)) <= _LARGEST_POWER for power in powers):
        return UNKNOWN
    # Nothing but constants and operators is in it.
    return eval(compile(ast.Expression(node), "<form>", "eval"), {"__builtins__": {}})


def _assigned(statement: ast.stmt) -> dict:
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return {}
    try:
        value = _value(statement.value)
    except (ValueError, TypeError, ArithmeticError):
        value = UNKNOWN
    return {target.id: value for target in targets if isinstance(target, ast.Name)}


def _yes_or_no(name: str, given: str) -> bool:
    word = given.strip().lower()
    if word in YES or word in NO:
        return word in YES
    raise SettingsError(f"{name} is {given!r}.", "Give True or False.")


def _said(kind: type) -> str:
    return {int: "a whole number", float: "a number"}.get(kind, f"a {kind.__name__}")


def _is_magic(line: str) -> bool:
    return line.lstrip().startswith(("%", "!"))
