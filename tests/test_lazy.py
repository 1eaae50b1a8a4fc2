import importlib
import subprocess
import sys

import pytest

import signkit
import signkit.data
import signkit.landmarks


@pytest.mark.parametrize("package", [signkit, signkit.data, signkit.landmarks])
def test_every_name_handed_on_is_there(package):
    for name in package.__all__:
        assert getattr(package, name) is not None, name
        # A name like that of a module would turn into the module once that is imported.
        with pytest.raises(ImportError):
            importlib.import_module(f"{package.__name__}.{name}")
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        package.nothing  # noqa: B018


def test_a_worker_pays_for_nothing_it_does_not_use():
    code = (
        "import sys, signkit.landmarks.detection.worker, signkit.landmarks.detection.detector\n"
        "import signkit.data.image\n"
        "print(*(m for m in ('pandas', 'pyarrow', 'scipy', 'sklearn') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
