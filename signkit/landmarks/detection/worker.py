"""A process that detects hands in the photos or clips it is told, one message each.

Started by pool.py as `python -m`, so that it needs no `__main__` of its parent, holds no
TensorFlow, and shares nothing with a parent that does. It reads pickled messages from its standard
input: first the detector to make, then lists of (hash, path); it ends when that closes.
"""

import importlib
import os
import pickle
import signal

READY, FOUND, UNREADABLE, BROKEN = "ready", "found", "unreadable", "broken"


def main() -> None:
    """Serve the parent until it closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    inbox = os.fdopen(os.dup(0), "rb")
    outbox = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever libraries print must not get between the messages
    try:
        _serve(inbox, outbox)
    except (EOFError, BrokenPipeError):
        pass  # the parent is done, or gone
    except Exception as error:
        _send(outbox, BROKEN, None, error)


def make_detector(factory: str, arguments: dict):
    """What `module:name` makes.

    It has `detect(image, key) -> Landmarks` of one photo, or `track(path, key) -> Clips` of one
    clip.
    """
    module, name = factory.split(":")
    return getattr(importlib.import_module(module), name)(**arguments)


def _serve(inbox, outbox) -> None:
    # Here, not above: these take the time that the parent would otherwise spend on them, too.
    import cv2

    from signkit.data.image import read_image
    from signkit.errors import ClipError, ImageError, SignkitError

    cv2.setNumThreads(1)  # processes scale, threads do not
    factory, arguments, short_side = pickle.load(inbox)
    detector = make_detector(factory, arguments)
    reads_itself = hasattr(detector, "track")
    _send(outbox, READY, None, None)
    while True:
        for key, path in pickle.load(inbox):
            try:
                if reads_itself:
                    found = detector.track(path, key)
                else:
                    found = detector.detect(read_image(path, reduce_to=short_side), key)
            except (ImageError, ClipError) as error:
                _send(outbox, UNREADABLE, key, str(error))
            except SignkitError:
                raise
            except Exception as error:
                what = f"Looking for hands in {path} failed ({type(error).__name__}: {error})."
                raise SignkitError(what, "Leave that file out, and report this.") from error
            else:
                _send(outbox, FOUND, key, found)


def _send(outbox, kind: str, key, content) -> None:
    try:
        message = pickle.dumps((kind, key, content), pickle.HIGHEST_PROTOCOL)
    except Exception:  # an exception of some library that can't be pickled
        message = pickle.dumps((kind, key, RuntimeError(f"{type(content).__name__}: {content}")))
    outbox.write(message)
    outbox.flush()


if __name__ == "__main__":
    main()
