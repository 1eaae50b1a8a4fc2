#!/usr/bin/env bash
# mediapipe 1.2.2 requires opencv-contrib-python, whose files lie in the same folder cv2 as those of
# opencv-python. With both installed one lies over the other, `pip check` is content, and the package
# list names a version that nobody loads.
#
# Expected: importlib.metadata.version("opencv-python") and cv2.__version__ agree.
# Seen (Python 3.11, Linux): 5.0.0.93 in the list, 4.14.0 loaded.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    mediapipe==1.2.2 opencv-python==5.0.0.93 opencv-contrib-python==4.14.0.94
"$folder/venv/bin/pip" check
"$folder/venv/bin/python" - <<'PYTHON'
import importlib.metadata as metadata

import cv2

packages = sorted(set(metadata.packages_distributions()["cv2"]))
listed = metadata.version("opencv-python")
print(f"packages with a folder cv2: {', '.join(packages)}")
print(f"opencv-python in the list: {listed}; cv2.__version__: {cv2.__version__}")
assert packages == ["opencv-contrib-python", "opencv-python"]
assert (listed, cv2.__version__) == ("5.0.0.93", "4.14.0"), "this has changed"
PYTHON
