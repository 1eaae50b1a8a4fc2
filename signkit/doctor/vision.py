"""Whether OpenCV and MediaPipe load, and which of several OpenCVs it is that loads."""

import importlib.metadata
from collections.abc import Iterator

from signkit.doctor.findings import AGAIN, NOTE, OK, WRONG, Finding, check


@check("libraries", limit=60)
def libraries(root: str) -> Iterator[Finding]:
    """Whether the system has the libraries that OpenCV and MediaPipe load."""
    # Here, as that module is run by itself, too: the environment's script asks it.
    from signkit.doctor.libraries import LibrariesError, install_line, missing

    try:
        lacking = missing()
    except LibrariesError as error:
        yield Finding("libraries", WRONG, f"OpenCV or MediaPipe can't be imported: {error}", AGAIN)
        return
    if lacking:
        what = f"OpenCV and MediaPipe lack {', '.join(lacking)}"
        yield Finding("libraries", WRONG, what, install_line(lacking))
    else:
        yield Finding("libraries", OK, "OpenCV and MediaPipe find all that they load")


@check("opencv", limit=20, quick=True)
def opencv(root: str) -> Iterator[Finding]:
    """Which OpenCV loads, where several packages share the folder cv2."""
    import cv2

    yield which_opencv(cv2.__version__, installed_opencvs())


def installed_opencvs() -> dict[str, str]:
    """The installed packages that lay a folder cv2, and their versions."""
    names = importlib.metadata.packages_distributions().get("cv2", [])
    return {name: importlib.metadata.version(name) for name in sorted(set(names))}


def which_opencv(loaded: str, installed: dict[str, str]) -> Finding:
    """Say which package's OpenCV loads (`loaded` is cv2.__version__), and which lie below it.

    The last one that pip laid is the one that loads: MediaPipe wants opencv-contrib-python, which
    lies over opencv-python, on Colab as well.
    """
    top = [name for name, version in installed.items() if _same(loaded, version)]
    below = [f"{name} {version}" for name, version in installed.items() if name not in top]
    if not below:
        return Finding("opencv", OK, f"cv2 {loaded}")
    said = (
        f"cv2 is {loaded}{f', of {top[0]}' if top else ''}; in the same folder {', '.join(below)}"
    )
    if not top:
        mend = f"Lay one anew: pip install --force-reinstall --no-deps {next(iter(installed))}"
        return Finding("opencv", WRONG, f"{said}: of none of them", mend)
    mend = "Nothing to do: it works, and runs record the one that was loaded."
    return Finding("opencv", NOTE, said, mend)


def _same(loaded: str, version: str) -> bool:
    """4.14.0 is the OpenCV of opencv-contrib-python 4.14.0.94."""
    return version == loaded or version.startswith(f"{loaded}.")
