import ast
import contextlib
import errno
import json
import os
from pathlib import Path

import pytest

from signkit import whole as module
from signkit.errors import RunError, StoreError
from signkit.whole import HOST, in_words, replacing, whole, write_json, write_text

PACKAGE = Path(module.__file__).parent
# A folder gets its name, a file that must not be there yet is linked: no file is written over.
MAY_RENAME = {"whole.py", "runs/disk.py", "runs/lock.py"}


def full(*arguments):
    raise OSError(errno.ENOSPC, "No space left on device")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_reader_sees_the_old_until_the_new_is_whole(tmp_path):
    file = tmp_path / "f.json"
    write_json(file, {"a": "é"})
    with whole(file) as part:
        part.write_text("{")
        assert json.loads(file.read_text(encoding="utf-8")) == {"a": "é"}
        assert (part.suffix, part.name[0]) == (".json", ".")
    assert file.read_text() == "{"
    assert names(tmp_path) == ["f.json"]


@pytest.mark.parametrize("how", [{}, {"shared": True}, {"durable": True, "shared": True}])
def test_what_breaks_off_leaves_the_old_and_nothing_beside_it(tmp_path, how):
    file = tmp_path / "f.txt"
    write_text(file, "old", **how)
    with contextlib.suppress(KeyboardInterrupt), whole(file, **how) as part:
        part.write_text("half")
        raise KeyboardInterrupt
    assert file.read_text() == "old"
    assert names(tmp_path) == ["f.txt"]


@pytest.mark.parametrize(("step", "how"), [("replace", {}), ("fsync", {"durable": True})])
def test_a_full_disk_is_said_in_words(tmp_path, monkeypatch, step, how):
    file = tmp_path / "f.json"
    write_text(file, "old")
    monkeypatch.setattr(os, step, full)
    with pytest.raises(
        RunError, match=r"f\.json can't be written: No space left on device \(\d+ MiB free\)\. Free"
    ):
        write_text(file, "new", **how)
    with pytest.raises(StoreError, match=r"MiB free\)\. Mend it\."):
        write_text(file, "new", "Mend it.", StoreError, **how)
    assert file.read_text() == "old"
    assert names(tmp_path) == ["f.json"]


def test_folders_are_made_on_request_alone(tmp_path):
    file = tmp_path / "a" / "b" / "f.txt"
    with pytest.raises(RunError, match=r"f\.txt can't be written: No such file.*MiB free"):
        write_text(file, "x")
    write_text(file, "x", folders=True)
    assert file.read_text() == "x"


def test_those_who_share_a_file_write_beside_each_other(tmp_path):
    file = tmp_path / "f.txt"
    with replacing(file, shared=True) as first, replacing(file, shared=True) as second:
        first.write_text("first")
        second.write_text("second")
        assert first.name.startswith(f".part-{HOST}-")
    assert file.read_text() == "first"  # renamed last
    assert names(tmp_path) == ["f.txt"]


def test_a_reason_without_a_number_is_said_as_it_is(tmp_path):
    with pytest.raises(RunError, match="1536 requested and 0 written"), in_words(tmp_path / "f"):
        raise OSError("1536 requested and 0 written")


def renames(source: str) -> list[int]:
    """Lines that rename a file: os.replace, os.rename, and a path's own methods."""
    if "replace(" not in source and "rename(" not in source:
        return []
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("replace", "rename")
        and (getattr(call.func.value, "id", "") == "os" or is_one_path(call))
    ]


def is_one_path(call: ast.Call) -> bool:
    return len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Constant)


def test_nobody_else_writes_a_file_beside_its_place():
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if renames(path.read_text())
    }
    assert found - MAY_RENAME == set()
    assert renames("os.replace(a, b)\npart.replace(target)\ntext.replace('a', 'b')") == [1, 2]
