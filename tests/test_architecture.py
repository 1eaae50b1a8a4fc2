"""The house's rules: which way imports go, who may import what, how long things may be."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import signkit

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "signkit"

# A module imports from its own layer and from those before it. Names are folders or top modules.
LAYERS = (
    {"errors", "layout", "lazy", "letters", "progress", "registry", "signkit", "tables", "whole"},
    {"settings"},
    {"data"},
    {"landmarks"},
    {"clips"},
    {"samples"},
    {"runs"},
    {"inputs"},
    {"models"},
    {"evaluation"},
    {"report"},
    {"versions"},
    {"training"},
    {"preparation"},
    {"deploy"},
    {"__main__", "api", "atk", "commands", "doctor", "notebook"},
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
FACE = set(signkit.__all__)  # what `import signkit` hands on is `api`'s

ONE_IMPORTER = {
    "mediapipe": "landmarks/detection/detector.py",
    "keras_tuner": "training/search/tuning.py",
    "papermill": "notebook/batch.py",
    "sentence_transformers": "models/encoders/sentence_embeddings.py",
    "google.colab": "notebook/colab.py",
}
NO_TENSORFLOW = (
    "models/",
    "training/answers/",
    "training/loop/losses.py",
    "data/",
    "landmarks/",
    "clips/",
    "samples/",
    "runs/",
    "versions/",
)
NO_KERAS = (
    "data/",
    "landmarks/",
    "clips/",
    "samples/",
    "runs/",
    "versions/",
    "evaluation/",
)
MOST_LINES = 349
MOST_FILES = 14  # side by side in a folder
MOST_CELL_LINES = 14

MODULES = sorted(PACKAGE.rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))


def named(path):
    return path.relative_to(PACKAGE).as_posix()


def imports_in(source: str, module: str = "signkit.x") -> set[str]:
    """Dotted names that a module imports anywhere, also inside functions; `module` is its own."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*module.split(".")[: -node.level], *filter(None, [base])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            function = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if function in ("import_module", "__import__", "find_spec"):
                found.add(str(node.args[0].value))
    return found


def layer_of(dotted: str) -> str | None:
    """The folder or top module of signkit that a dotted name means."""
    parts = dotted.split(".")
    if parts[0] != "signkit":
        return None
    if len(parts) > 1 and parts[1] in FACE:
        return "api"
    return parts[1] if len(parts) > 1 and parts[1] in RANK else "signkit"


def uphill(source: str, module: str) -> list[str]:
    """Imports of `module` that go to a later layer than its own."""
    own = RANK[layer_of(module)]
    return sorted(
        name for name in imports_in(source, module) if (to := layer_of(name)) and RANK[to] > own
    )


def imports_package(names: set[str], package: str) -> bool:
    return any(name == package or name.startswith(package + ".") for name in names)


def dotted(path: Path) -> str:
    return ".".join(["signkit", *path.relative_to(PACKAGE).with_suffix("").parts])


def imports_of(path: Path) -> set[str]:
    return imports_in(path.read_text(), dotted(path))


def code_cells(text: str) -> list[str]:
    """The code cells of a notebook in percent format, but for the form, which is data."""
    cells = re.split(r"(?m)^(?=# %%)", text)[1:]
    code = [cell.split("\n", 1) for cell in cells if not re.match(r"# %% \[\w+\]", cell)]
    return [c[1].strip() for c in code if len(c) > 1 and '"parameters"' not in c[0]]


def faults_of_cell(code: str) -> list[str]:
    lines = len(code.splitlines())
    faults = [f"{lines} lines"] if lines > MOST_CELL_LINES else []
    plain = re.sub(r"(?m)^\s*[!%].*$", "", code)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return faults + [n.name for n in ast.walk(ast.parse(plain)) if isinstance(n, kinds)]


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_module(path):
    name = named(path)
    top = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert top in RANK or top == "__init__", f"{name}: say in LAYERS where it stands"
    assert uphill(path.read_text(), dotted(path)) == []
    imported = imports_of(path)
    for package, importer in ONE_IMPORTER.items():
        assert name == importer or not imports_package(imported, package), package
    if name.startswith(NO_TENSORFLOW):
        assert not imports_package(imported, "tensorflow")
    if name.startswith(NO_KERAS):
        assert not imports_package(imported, "keras")
    assert len(path.read_text().splitlines()) <= MOST_LINES


def test_folders_only_hand_names_on():
    for path in PACKAGE.rglob("__init__.py"):
        kinds = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While)
        # A module-level __getattr__ hands names on as well, without loading them at once.
        found = [n for n in ast.parse(path.read_text()).body if isinstance(n, kinds)]
        assert {n.name for n in found} <= {"__getattr__", "__dir__"}, named(path)


@pytest.mark.parametrize("top", ["signkit", "tests"])
def test_a_folder_shows_what_is_in_it_at_a_glance(top):
    many = Counter(path.parent.relative_to(ROOT) for path in (ROOT / top).rglob("*.py"))
    assert {str(folder): n for folder, n in many.items() if n > MOST_FILES} == {}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_cells_are_short_and_define_nothing(path):
    cells = code_cells(path.read_text())
    assert cells, "no code cells found"
    assert {cell: faults_of_cell(cell) for cell in cells if faults_of_cell(cell)} == {}


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[-2]


HEAVY = ("tensorflow", "mediapipe", "keras", "jax", "torch", "keras_tuner", "papermill")


def loaded_by(statement: str) -> set[str]:
    said = python(
        f"{statement}\nimport sys\nprint(' '.join(m for m in sys.modules if '.' not in m))"
    )
    return set(said.split()) & set(HEAVY)


def test_import_signkit_is_quick():
    code = "import time; t = time.perf_counter(); import signkit; print(time.perf_counter() - t)"
    assert min(float(python(code)) for _ in range(3)) < 0.3


@pytest.mark.parametrize(
    "module",
    [
        "",
        ".data",
        ".data.checks.health_plot",
        ".landmarks",
        ".samples",
        ".evaluation.answers.classes_figures",
    ],
)
def test_light_parts_load_nothing_heavy(module):
    assert loaded_by(f"import signkit{module}") == set()


# The checkers themselves, on source made to be wrong.


def test_imports_are_seen_wherever_they_are():
    source = """
import os.path
from signkit import training
def later():
    from signkit.models.hybrid import build
    import mediapipe as mp
    importlib.import_module("papermill")
try:
    from . import splits
    from ..runs.record import Run
except ImportError:
    pass
"""
    assert imports_in(source, "signkit.data.health") == {
        "os.path",
        "signkit.training",
        "signkit.models.hybrid.build",
        "mediapipe",
        "papermill",
        "signkit.data.splits",
        "signkit.runs.record.Run",
    }


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("signkit.data.checks.health", "def f():\n    from signkit.landmarks import hand", True),
        ("signkit.landmarks.store", "from signkit.data.catalog import Catalog", False),
        ("signkit.landmarks.store", "from .hand import TIPS", False),
        ("signkit.errors", "import signkit.data", True),
        ("signkit.models.hybrid", "from ..training import losses", True),
        ("signkit.training.trainer", "from signkit import commands", True),
        ("signkit.training.trainer", "from signkit import load", True),
        ("signkit.commands", "from signkit import load", False),
        (
            "signkit.notebook.batch",
            "from signkit.training import trainer\nimport signkit.notebook.colab",
            False,
        ),
        ("signkit.data.checks.health", "from signkit import __version__", False),
    ],
)
def test_the_direction_is_checked(module, source, wrong):
    assert bool(uphill(source, module)) == wrong


def test_a_package_is_known_by_its_whole_name():
    assert imports_package({"google.colab.drive"}, "google.colab")
    assert imports_package({"tensorflow"}, "tensorflow")
    assert not imports_package({"google.colabtools", "tensorflow_io"}, "google.colab")
    assert not imports_package({"tensorflow_io"}, "tensorflow")


def test_heavy_modules_are_noticed():
    fake = "import sys, types; sys.modules['tensorflow'] = types.ModuleType('tensorflow')"
    assert loaded_by(fake) == {"tensorflow"}


def test_cells_are_measured():
    long = "\n".join(f"a{i} = {i}" for i in range(15))
    text = f"# ---\n# jupyter: x\n# ---\n# %% [markdown]\n# Prose\n# %% tags=['a']\n!ls\n{long}\n"
    text += "# %%\nx = 1\n\n# %%\ndef f():\n    pass\n"
    first, second, third = code_cells(text)
    assert faults_of_cell(first) == ["16 lines"]
    assert faults_of_cell(second) == []
    assert faults_of_cell(third) == ["f"]
