"""What installing signkit does to Colab's packages, asked of the resolver."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("check_colab", ROOT / "scripts" / "check_colab.py")
check_colab = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_colab)


def ask(*arguments):
    """The script's exit code, or a skip where no package index answers."""
    code = check_colab.main([str(argument) for argument in arguments])
    if code == 2:
        pytest.skip("no package index answers")
    return code


@pytest.fixture
def versions(real_data):
    return real_data / "colab-versions.txt"


@pytest.mark.index
def test_nothing_but_absl_moves_on_colab(versions, capsys):
    assert ask("--versions", versions) == 0
    said = capsys.readouterr().out
    assert re.findall(r"^moved  (\S+)", said, re.MULTILINE) == ["absl-py"]
    assert "added  mediapipe" in said


@pytest.mark.index
def test_a_requirement_that_would_move_a_package_is_named(versions, tmp_path, capsys):
    wishes = tmp_path / "requirements.txt"
    wishes.write_text((ROOT / "requirements.txt").read_text() + "pandas>=2.3\n")
    assert ask("--versions", versions, "--requirements", wishes) == 1
    said = capsys.readouterr()
    assert "moved  pandas 2.2.3 -> " in said.out
    assert "would have to move pandas" in said.err


@pytest.mark.index
def test_a_colab_that_is_too_old_is_named(versions, tmp_path, capsys):
    old = tmp_path / "old.txt"
    old.write_text(re.sub(r"(?m)^numpy==.*$", "numpy==1.0.0", versions.read_text()))
    assert ask("--versions", old) == 1
    assert "moved  numpy 1.0.0 -> " in capsys.readouterr().out


@pytest.mark.index
def test_what_can_not_be_resolved_says_so(versions, tmp_path, capsys):
    wishes = tmp_path / "requirements.txt"
    wishes.write_text("numpy>=2\nnumpy<2\n")
    assert ask("--versions", versions, "--requirements", wishes) == 1
    assert "can't be resolved at all" in capsys.readouterr().err


@pytest.mark.index
def test_the_constraints_hold_colabs_own_versions(versions, tmp_path):
    """As written by --write, and as they lie in the project."""
    there = check_colab.versions_in(versions.read_text())
    pins = check_colab.versions_in((ROOT / "constraints.txt").read_text())
    added, moved = check_colab.differences(there, pins)
    assert set(moved) == {"absl-py"}
    assert set(added) == {
        "colorama", "coverage", "execnet", "iterative-stratification", "jedi", "keras-tuner",
        "kt-legacy", "mediapipe", "nbval", "papermill", "portalocker", "pytest-xdist", "ruff",
        "sacrebleu", "sounddevice", "uv",
    }  # fmt: skip
    assert ask("--versions", versions, "--write", tmp_path / "again.txt") == 0
    again = check_colab.versions_in((tmp_path / "again.txt").read_text())
    # Newer releases of what Colab lacks may have come since; nothing else may differ.
    assert {name: again[name] for name in there if name in again and name != "absl-py"} == {
        name: pins[name] for name in there if name in pins and name != "absl-py"
    }


def test_an_index_that_does_not_answer_is_no_verdict(tmp_path, monkeypatch, capsys):
    there, wishes = tmp_path / "there.txt", tmp_path / "requirements.txt"
    there.write_text("numpy==2.1.3\n")
    wishes.write_text("numpy\n")
    for name in ("UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/simple")
    monkeypatch.setenv("UV_NO_CACHE", "1")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    assert check_colab.main(["--versions", str(there), "--requirements", str(wishes)]) == 2
    assert "package index gave no answer" in capsys.readouterr().err


def test_the_list_is_read_as_pip_writes_it():
    text = "# image\nNumpy==2.1.3\ngoogle-colab @ file:///colab.tar.gz\narray_record==0.8.3  # x\n"
    assert check_colab.versions_in(text) == {"numpy": "2.1.3", "array-record": "0.8.3"}


def test_differences():
    there = {"numpy": "2.1.3", "absl-py": "1.4.0", "torch": "2.9"}
    wanted = {"numpy": "2.1.3", "absl-py": "2.5.1", "mediapipe": "1.2.2"}
    added, moved = check_colab.differences(there, wanted)
    assert added == {"mediapipe": "1.2.2"}
    assert moved == {"absl-py": ("1.4.0", "2.5.1")}


def test_constraints_are_one_exact_version_a_line():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.!+]+", pin) for pin in pins)
    names = [pin.split("==")[0] for pin in pins]
    assert names == sorted(set(names))
    assert "Renew: python scripts/check_colab.py --write constraints.txt" in "\n".join(lines)
