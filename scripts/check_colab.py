#!/usr/bin/env python
"""Ask the resolver what installing signkit on Colab would add and move there.

Nothing but absl-py may move (every mediapipe since 0.10.30 wants a newer one): a moved numpy or
protobuf breaks what the running kernel has loaded already.

    python scripts/check_colab.py                          # against Colab's list of today
    python scripts/check_colab.py --versions FILE          # against a `pip freeze` of its image
    python scripts/check_colab.py --write constraints.txt  # and renew the constraints

Exit code: 0 nothing else moves, 1 something does, 2 it could not be found out.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = "https://raw.githubusercontent.com/googlecolab/backend-info/main/pip-freeze.gpu.txt"
MAY_MOVE = {"absl-py"}
PYTHON = "3.13"
NO_ANSWER = re.compile(
    r"failed to (fetch|download)|error sending request|operation timed out|dns error", re.IGNORECASE
)
HEADER = """\
# The versions that Colab's image has of everything signkit needs, and what installing signkit adds
# there. The quick start, the tests and CI install under these: they test on what users have.
# Source: pip-freeze.gpu.txt of googlecolab/backend-info ({packages} of its packages), resolved for
# Python {python} on Linux on {day}.
# Renew: python scripts/check_colab.py --write constraints.txt
"""


class NotFoundOut(Exception):
    """The list or the package index could not be asked."""


def versions_in(text: str) -> dict[str, str]:
    """Names (normalised) and versions of a `pip freeze`; packages installed from files drop out."""
    pairs = (line.split("#")[0].strip().split("==") for line in text.splitlines())
    return {
        re.sub(r"[-_.]+", "-", pair[0].strip()).lower(): pair[1].strip()
        for pair in pairs
        if len(pair) == 2
    }


def differences(there: dict, wanted: dict) -> tuple[dict, dict]:
    """What is new, and what changes from which version to which."""
    added = {name: version for name, version in wanted.items() if name not in there}
    moved = {
        name: (there[name], version)
        for name, version in wanted.items()
        if name in there and there[name] != version
    }
    return added, moved


def find_uv() -> str:
    beside = Path(sys.executable).parent / "uv"
    found = str(beside) if beside.is_file() else shutil.which("uv")
    if not found:
        raise NotFoundOut("uv isn't installed. Install it: pip install uv")
    return found


def download_list() -> str:
    try:
        with urllib.request.urlopen(LIST, timeout=30) as answer:
            return answer.read().decode()
    except OSError as error:
        raise NotFoundOut(
            f"Colab's list can't be had from {LIST} ({error}). Run `pip freeze` in Colab, save "
            "what it prints, and give it as --versions FILE."
        ) from error


def resolve(requirements, there: dict, strict: bool) -> tuple[dict | None, str]:
    """The resolver's versions, or None and its reasons.

    Strict: what is there must stay. Else it is preferred, and moves only where it must.
    """
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder, "there.txt")
        pins.write_text("".join(f"{name}=={there[name]}\n" for name in sorted(there)))
        command = [find_uv(), "pip", "compile", *map(str, requirements)]
        command += ["--python-version", PYTHON, "--python-platform", "x86_64-unknown-linux-gnu"]
        # uv prefers the versions in a file that it is about to write.
        command += ["--no-header", "--no-annotate", "-c" if strict else "-o", str(pins)]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"},
        )
    if done.returncode == 0:
        return versions_in(done.stdout), done.stderr
    if NO_ANSWER.search(done.stderr):
        raise NotFoundOut(f"The package index gave no answer:\n{done.stderr}")
    return None, done.stderr


def write_constraints(file: Path, there: dict, requirements: Path) -> None:
    """Pins for the requirements and the development tools, one a line."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    with tempfile.TemporaryDirectory() as folder:
        tools = Path(folder, "dev.txt")
        tools.write_text("\n".join(extras["optional-dependencies"]["dev"]))
        pins, reasons = resolve([requirements, tools], there, strict=True)
    if pins is None:
        raise NotFoundOut(f"The development tools don't fit:\n{reasons}")
    lines = "".join(f"{name}=={pins[name]}\n" for name in sorted(pins))
    file.write_text(HEADER.format(packages=len(there), python=PYTHON, day=date.today()) + lines)
    print(f"{file}: {len(pins)} versions written")


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description="What installing signkit on Colab would move.")
    parser.add_argument("--versions", type=Path, help="a `pip freeze` of Colab's image")
    parser.add_argument("--requirements", type=Path, default=ROOT / "requirements.txt")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the constraints there")
    options = parser.parse_args(arguments)
    for file in filter(None, (options.versions, options.requirements)):
        if not file.is_file():
            parser.error(f"there is no file {file}")
    try:
        text = options.versions.read_text() if options.versions else download_list()
        return report(options, versions_in(text))
    except NotFoundOut as error:
        print(error, file=sys.stderr)
        return 2


def report(options, there: dict) -> int:
    fixed = {name: version for name, version in there.items() if name not in MAY_MOVE}
    wanted, reasons = resolve([options.requirements], fixed, strict=True)
    fits = wanted is not None
    if not fits:
        wanted, _ = resolve([options.requirements], there, strict=False)
    if wanted is None:
        print(f"{options.requirements} can't be resolved at all:\n{reasons}", file=sys.stderr)
        return 1
    added, moved = differences(there, wanted)
    for name, version in sorted(added.items()):
        print(f"added  {name} {version}")
    for name, (old, new) in sorted(moved.items()):
        print(f"moved  {name} {old} -> {new}")
    wrong = sorted(set(moved) - MAY_MOVE)
    if wrong or not fits:
        names = ", ".join(wrong) or "something"
        print(f"Colab would have to move {names}:\n{reasons}", file=sys.stderr)
        return 1
    print(f"Of {len(there)} packages on Colab nothing but {', '.join(sorted(MAY_MOVE))} moves.")
    if options.write:
        write_constraints(options.write, fixed, options.requirements)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
