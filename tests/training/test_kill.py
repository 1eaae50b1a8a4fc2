import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "kill_training.py"


@pytest.mark.slow
def test_a_killed_training_ends_as_if_never_killed():
    ran = subprocess.run(
        [sys.executable, SCRIPT, "--kills", "2", "--epochs", "1", "--seed", "3"],
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr[-2000:]
    assert "Kill 2 of 2, " in ran.stdout
    assert "the same, bit for bit" in ran.stdout
