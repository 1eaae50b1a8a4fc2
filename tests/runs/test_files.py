import ast
from pathlib import Path

import signkit
from signkit.runs import files

PACKAGE = Path(signkit.__file__).parent
NAMES = {said for name, said in vars(files).items() if name.isupper() and "." in said}
# Stores have a catalog, too, and lie below the runs in the order of imports.
MAY_SPELL = {"runs/files.py", "data/catalog_file.py"}


def spelled(source: str) -> set[str]:
    """The files of a run that a module names by a text of its own."""
    if not any(name in source for name in NAMES):
        return set()
    constants = {n.value for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant)}
    return NAMES & constants


def test_every_file_of_a_run_is_named_once():
    found = {
        path.relative_to(PACKAGE).as_posix(): names
        for path in PACKAGE.rglob("*.py")
        if (names := spelled(path.read_text()))
    }
    assert {path: names for path, names in found.items() if path not in MAY_SPELL} == {}
    assert spelled('"""Of metrics.json."""\nrun.path("metrics.json")') == {"metrics.json"}
