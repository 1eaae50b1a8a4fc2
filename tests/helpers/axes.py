"""Finds where source asks what a run answers or looks at, rather than letting its entry say.

`python tests/helpers/axes.py` lists the places and their sum; of another checkout with its folder.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

# Where such a question has its one place.
HOMES = (
    "training/kinds/",
    "deploy/kinds/",
    "report/kinds/",
    "evaluation/answers/",
    "report/answers/",
    "data/answers/",
    "training/answers/",
)

KINDS = {"sign", "clip", "image", "text", "thing", "sentence"}
ANSWERS = {"classes", "labels", "sentences"}
FLAG = r"_?(is_|of_|has_)?(several|several_labels|photos_alone|translates|multi_?label)"
FLAGS = re.compile(FLAG)
# Words that are flags where they are somebody's (`record.clips`), and often data on their own.
OWNED = re.compile(r"_?(is_|of_|has_)?(clips|sentences|videos|texts_alone)")
TYPES = re.compile(
    r"\w*Settings|Corpus|\w*Dataset|Catalog|SignsAndTexts|\w*Hybrid|\w*Network|Clips"
    r"|\w+Kind|(Classes|Labels|Sentences)(Answer)?"
)
ENTRY = re.compile(r"_?(SIGNS?|CLIPS?|THINGS?|IMAGES?|PHOTOS?|TEXTS?|CLASSES|LABELS|SENTENCES)")
# Columns and figures that are there for one answer alone.
TELLING = {"labels", "predicted_labels", "given", "several", "sentences", "beam", "greedy"}
# Arrays whose axes differ between one class and several labels, or between photos and clips.
SHAPED = re.compile(r".*(targets?|decided|given|photos?|pictures?|images?|looks?|samples?|hands?)")
_LITERAL = ast.Tuple | ast.List | ast.Dict
TYPED = ("given", "args")  # what somebody typed at the command line
ALIKE = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot)


def asked(source: str) -> list[tuple[int, str]]:
    """Line and text of each condition on what is answered or looked at; [] where none is."""
    tree = ast.parse(source)
    known = _constants(tree)
    flags = _flags(tree)
    found = {}
    for condition in _conditions(tree):
        for part in _parts(condition):
            if _is_flag(part, flags) or _is_question(part, known):
                found[part.lineno, part.col_offset] = ast.unparse(part)
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare | ast.Call) and _is_question(node, known, of_shape=False):
            found[node.lineno, node.col_offset] = ast.unparse(node)
        elif isinstance(node, ast.Match) and _is_kind(node.subject):
            found[node.lineno, node.col_offset] = f"match {ast.unparse(node.subject)}"
        elif isinstance(node, ast.Dict) and _is_table(node):
            found[node.lineno, node.col_offset] = ast.unparse(node)[:60]
    return sorted((line, said) for (line, _), said in found.items())


def asked_in(package: Path) -> dict[str, list[tuple[int, str]]]:
    """What is asked in each module and template of a package outside the homes."""
    found = {}
    for path in sorted([*package.rglob("*.py"), *package.rglob("templates/**/*.*")]):
        name = path.relative_to(package).as_posix()
        told = asked(path.read_text()) if path.suffix == ".py" else asked_of_page(path.read_text())
        if told and not name.startswith(HOMES):
            found[name] = told
    return found


def asked_of_page(template: str) -> list[tuple[int, str]]:
    """The same of a template, whose conditions are `{% if … %}` and `{{ … if … }}`."""
    found = []
    for number, line in enumerate(template.splitlines(), 1):
        conditions = re.findall(r"\{%-? *(?:el)?if (.+?)%\}|\{\{.*? if (.+?)\}\}", line)
        words = re.findall(r"[\w.]+", " ".join(map(" ".join, conditions)))
        # `content.sentences` are sentences to print; of a run or a record it is a flag.
        flags = [w for w in words if FLAGS.fullmatch(w.split(".")[-1]) or _of_record(w)]
        found += [(number, flag) for flag in flags]
    return found


def _of_record(word: str) -> bool:
    *of, name = word.split(".")
    return bool(OWNED.fullmatch(name)) and (not of or of[-1] in ("run", "record", "first"))


def _conditions(tree: ast.AST) -> Iterator[ast.expr]:
    """All that is decided on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
            yield node.test
        elif isinstance(node, ast.comprehension):
            yield from node.ifs
        elif isinstance(node, ast.BoolOp):
            yield node
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node.operand
        elif isinstance(node, ast.match_case) and node.guard is not None:
            yield node.guard
        elif isinstance(node, ast.Subscript) and isinstance(node.value, _LITERAL):
            yield node.slice  # (a, b)[flag] is a condition in other words


def _parts(condition: ast.expr) -> Iterator[ast.expr]:
    """What a condition is made of: `a and not b` of a and b."""
    if isinstance(condition, ast.BoolOp):
        for value in condition.values:
            yield from _parts(value)
    elif isinstance(condition, ast.UnaryOp) and isinstance(condition.op, ast.Not):
        yield from _parts(condition.operand)
    elif _called(condition) == "bool" and condition.args:
        yield from _parts(condition.args[0])
    elif isinstance(condition, ast.NamedExpr):
        yield from _parts(condition.value)
    else:
        yield condition


def _is_flag(node: ast.expr, flags: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return bool(FLAGS.fullmatch(node.id)) or node.id in flags
    if isinstance(node, ast.Attribute):
        typed = getattr(node.value, "id", "") in TYPED
        return not typed and bool(FLAGS.fullmatch(node.attr) or OWNED.fullmatch(node.attr))
    if isinstance(node, ast.Compare):  # `x.several is True`
        return _truth(node) and _is_flag(node.left, flags)
    key = _key(node)
    if key is not None:
        return key in TELLING or bool(FLAGS.fullmatch(key))
    name = _called(node)
    asks = FLAGS.fullmatch(name) or re.fullmatch(r"_?(is|of|has)_(clips|sentences)", name)
    return bool(asks) or (name in ("hasattr", "getattr") and _names_flag(node))


def _is_question(node: ast.expr, known: dict, of_shape: bool = True) -> bool:
    if _called(node) in ("isinstance", "issubclass") and len(node.args) > 1:
        return any(TYPES.fullmatch(name) for name in _names(node.args[1]))
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ALIKE):
        return bool(of_shape and isinstance(node, ast.Compare) and _is_shape(node))
    left, right = node.left, node.comparators[0]
    if isinstance(node.ops[0], ast.In | ast.NotIn) and isinstance(left, ast.Constant):
        return left.value in TELLING
    words = _words(right, known) | _words(left, known)
    if _is_kind(left) or _is_kind(right):
        return bool(words & (KINDS | ANSWERS)) or _is_entry(left) or _is_entry(right)
    if isinstance(node.ops[0], ast.Is | ast.IsNot) and (_is_entry(left) or _is_entry(right)):
        return True
    if _last(left) == "name" and re.search("answer|kind", ast.unparse(left)):
        return True
    return of_shape and _is_shape(node)


def _is_kind(node: ast.expr) -> bool:
    """Whether an expression is somebody's kind or answer, but not a dtype's or a device's."""
    name = _last(node) or _key(node) or (node.id if isinstance(node, ast.Name) else "")
    of = _last(node.value) if isinstance(node, ast.Attribute) else ""
    return name in ("kind", "answer", "looked_at") and of not in ("dtype", "device")


def _is_entry(node: ast.expr) -> bool:
    return bool(ENTRY.fullmatch(_last(node) or getattr(node, "id", "")))


def _is_shape(node: ast.Compare) -> bool:
    """Whether a comparison is of the number of axes of targets, or of photos."""
    left = node.left
    if _called(left) == "len" and left.args and _last(left.args[0]) == "shape":
        of = left.args[0].value
    elif _last(left) == "ndim":
        of = left.value
    else:
        return False
    return bool(SHAPED.fullmatch(_last(of) or getattr(of, "id", "")))


def _is_table(node: ast.Dict) -> bool:
    """Whether a dict has the kinds, or the answers, for its keys."""
    keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
    whole = len(keys) == len(node.keys) > 1
    return whole and (keys <= KINDS or keys <= ANSWERS)


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """What a module calls by a name at its top."""
    named = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named[node.targets[0].id] = node.value
    return named


def _flags(tree: ast.AST) -> set[str]:
    """Names like `clips` that are flags here: parameters or values that are true or false."""
    flags = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and getattr(node.annotation, "id", "") == "bool":
            flags.add(node.arg)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            truth = isinstance(node.value, ast.Compare | ast.BoolOp) or (
                _called(node.value) == "bool" or _key(node.value) in TELLING
            )
            flags |= {node.targets[0].id} if truth else set()
    return {name for name in flags if OWNED.fullmatch(name)}


def _words(node: ast.expr, known: dict) -> set[str]:
    """The strings in a literal, or in what a name of this module means."""
    node = known.get(node.id, node) if isinstance(node, ast.Name) else node
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)} & (KINDS | ANSWERS)


def _truth(node: ast.Compare) -> bool:
    right = node.comparators[0]
    return isinstance(right, ast.Constant) and isinstance(right.value, bool)


def _names_flag(call: ast.Call) -> bool:
    words = [a.value for a in call.args if isinstance(a, ast.Constant)]
    return any(isinstance(w, str) and (FLAGS.fullmatch(w) or OWNED.fullmatch(w)) for w in words)


def _key(node: ast.expr) -> str | None:
    """`x["key"]` and `x.get("key")` ask for the key."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return node.slice.value if isinstance(node.slice.value, str) else None
    if isinstance(node, ast.Call) and _last(node.func) == "get" and node.args:
        return node.args[0].value if isinstance(node.args[0], ast.Constant) else None
    return None


def _called(node: ast.expr) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "id", "") or _last(node.func)


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""


def _names(node: ast.expr) -> set[str]:
    return {getattr(n, "id", getattr(n, "attr", "")) for n in ast.walk(node)}


if __name__ == "__main__":
    PACKAGE = Path(sys.argv[1] if len(sys.argv) > 1 else ".") / "signkit"
    ASKED = asked_in(PACKAGE)
    for file, places in ASKED.items():
        print(f"{len(places):4d} {file}")
        print(*(f"          {line}: {said}" for line, said in places), sep="\n")
    print(f"{sum(map(len, ASKED.values()))} in {len(ASKED)} files")
