"""Where the repository lives is said alike in all places, and one script sets it."""

import importlib.util
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "set_repository.py"
NAMED = re.compile(r"github(?:\.com)?/([\w-]+/[\w.-]*\w)")


def script():
    spec = importlib.util.spec_from_file_location("set_repository", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def said(root: Path) -> dict[str, set[str]]:
    """Each file that names a repository, with the names."""
    found = {path.name: set(NAMED.findall(path.read_text())) for path in script().files(root)}
    return {name: names for name, names in found.items() if names}


def test_all_places_name_the_same():
    found = said(ROOT)
    assert {*found} >= {"README.md", "pyproject.toml", "mkdocs.yml", "ATK_training.ipynb"}
    assert {name for names in found.values() for name in names} == {script().repository(ROOT)}


def test_one_script_sets_it_everywhere_and_back(tmp_path):
    for path in script().files(ROOT):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, copy)
    before = script().repository(tmp_path)
    changed = script().set_repository(tmp_path, "budi/isyarat.kit")
    assert {path.name for path in changed} == {*said(tmp_path)}
    assert {name for names in said(tmp_path).values() for name in names} == {"budi/isyarat.kit"}
    assert script().repository(tmp_path) == "budi/isyarat.kit"
    assert "repo_name: budi/isyarat.kit" in (tmp_path / "mkdocs.yml").read_text()
    script().set_repository(tmp_path, before)
    for path in script().files(ROOT):
        assert (tmp_path / path.relative_to(ROOT)).read_text() == path.read_text()
