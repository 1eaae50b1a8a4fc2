import importlib.util
import re
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "kill_versions.py"
fork = pytest.mark.skipif(sys.platform == "win32", reason="the script forks")


@fork
@pytest.mark.slow
def test_versions_outlive_killed_calls():
    ran = subprocess.run(
        [sys.executable, SCRIPT, "--kills", "15", "--seed", "3", "--mib", "2"],
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr[-2000:]
    assert "15 calls were killed" in ran.stdout
    assert "Always whole" in ran.stdout


@fork
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "worse", "told"),
    [
        # Copied to a visible place; removed without being renamed first.
        ("beside", lambda folder, kind: folder / f"part-{kind[1:]}x", "In sight"),
        ("remove", lambda folder: [p.unlink() for p in sorted(folder.iterdir())], "missing|sight"),
    ],
)
def test_the_script_notices_what_is_not_whole(tmp_path, monkeypatch, name, worse, told):
    spec = importlib.util.spec_from_file_location("kill_versions", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(f"signkit.runs.disk.{name}", worse)
    trial = script.Trial(tmp_path, Namespace(seed=0, mib=1))
    while trial.killed < 60 and not trial.faults:
        trial.turn()
    assert re.search(told, " ".join(trial.faults))
