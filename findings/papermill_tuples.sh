#!/usr/bin/env bash
# papermill 2.7.0 writes a list given as a parameter as a list, and a tuple as a text: the notebook
# that loops over (0.7, 0.15, 0.15) loops over its characters, and nothing is said.
#
# Expected: SHARES = (0.7, 0.15, 0.15), or an error.
# Seen: SHARES = "(0.7, 0.15, 0.15)", without a warning.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet papermill==2.7.0 nbformat==5.10.4
"$folder/venv/bin/python" -W error::UserWarning - <<'PYTHON'
import nbformat
from papermill.parameterize import parameterize_notebook

cell = nbformat.v4.new_code_cell("SHARES = (1.0,)\nNAMES = []", metadata={"tags": ["parameters"]})
kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
notebook = nbformat.v4.new_notebook(cells=[cell], metadata={**kernel, "papermill": {}})
given = {"SHARES": (0.7, 0.15, 0.15), "NAMES": ["a", "b"]}
made = parameterize_notebook(notebook, given).cells[1].source
print(made)
found = {}
exec(made, found)
assert found["NAMES"] == ["a", "b"]
assert found["SHARES"] == "(0.7, 0.15, 0.15)", "this has changed"
PYTHON
