"""Worker processes that detect hands, and what the parent hears from them.

Plain subprocesses rather than multiprocessing: they start the same from a notebook, from a script
without a `__main__` guard and from a parent with TensorFlow's threads running, and when one dies
the parent knows at which photo.
"""

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from signkit.errors import SignkitError
from signkit.landmarks.detection.worker import BROKEN, FOUND, READY, UNREADABLE

BATCH = 8  # photos a message: the worker never waits for its next photo
MOST_DEATHS = 3  # in a row, without a photo done between them
DIED = "died"  # like UNREADABLE, but perhaps the machine's fault: not to be remembered


class WorkerError(SignkitError):
    """The worker processes can't start, or keep dying."""


@dataclass(frozen=True)
class Detection:
    """Which detector the workers make: `module:name` and its arguments, and the photos' size.

    One with `track(path, key)` reads videos itself, of which `short_side` says nothing.
    """

    factory: str
    arguments: dict = field(default_factory=dict)
    short_side: int | None = None  # photos are decoded not much larger than this
    batch: int = BATCH  # files a message: 1 where each takes long


class Pool:
    """Detects hands in photos or clips (hash, path) with `workers` processes.

    Iterating gives (kind, hash, content) as they come, in no fixed order: FOUND with what it found,
    UNREADABLE and DIED with the reason. Raises WorkerError when the workers can't work, or what
    stopped one of them. Closing it ends the processes.
    """

    def __init__(self, photos, detection: Detection, workers: int):
        self._left = deque(photos)
        self._total = len(self._left)
        self._detection = detection
        self._outcomes = queue.Queue()
        self._lock = threading.Lock()
        self._processes = set()
        self._suspects = set()
        self._deaths = 0
        self._closed = False
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(workers)]

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_) -> None:
        with self._lock:
            self._closed = True
            processes = list(self._processes)
        for process in processes:
            process.kill()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=10)

    def __iter__(self) -> Iterator[tuple]:
        for thread in self._threads:
            thread.start()
        for _ in range(self._total):
            outcome = self._outcomes.get()
            if isinstance(outcome, BaseException):
                raise outcome
            yield outcome

    def _run(self) -> None:
        """One thread a worker: keep it busy, and start another when it dies."""
        try:
            while batch := self._next_batch():
                with tempfile.TemporaryFile() as log:
                    self._work(batch, log)
        except BaseException as error:  # whatever it is, the parent must hear of it
            self._outcomes.put(error)

    def _next_batch(self) -> list:
        with self._lock:
            if self._closed or not self._left:
                return []
            # A photo at which a worker died goes alone, so that its neighbours aren't suspected.
            if self._left[0][0] in self._suspects:
                return [self._left.popleft()]
            batch, size = [], self._detection.batch
            while self._left and len(batch) < size and self._left[0][0] not in self._suspects:
                batch.append(self._left.popleft())
            return batch

    def _work(self, batch: list, log) -> None:
        process = self._start(log)
        if process is None:
            return
        waiting = deque()
        ready = False
        try:
            _tell(process, self._detection.factory, self._detection.arguments,
                  self._detection.short_side)  # fmt: skip
            ready = self._hear(process)[0] == READY
            while batch:
                waiting.extend(batch)
                batch = []
                _tell(process, *waiting)
                while waiting:
                    outcome = self._hear(process)
                    waiting.popleft()
                    self._deaths = 0
                    self._outcomes.put(outcome)
                batch = self._next_batch()
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            waiting = waiting or deque(batch)
            process.kill()
            self._after_death(list(waiting), process.wait(), ready, log)
        finally:
            with contextlib.suppress(OSError):  # unsent words to a dead worker
                process.stdin.close()
            process.stdout.close()
            process.wait()
            with self._lock:
                self._processes.discard(process)

    def _start(self, log):
        # The parent's own search path: a notebook may have found signkit by changing it.
        path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
        with self._lock:
            if self._closed:
                return None
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "signkit.landmarks.detection.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                env={**os.environ, "PYTHONPATH": path},
            )  # fmt: skip
            self._processes.add(process)
        return process

    @staticmethod
    def _hear(process) -> tuple:
        kind, key, content = pickle.load(process.stdout)
        if kind == BROKEN:
            raise content
        return kind, key, content

    def _after_death(self, waiting: list, code: int, ready: bool, log) -> None:
        """Put back what the dead worker had; the first of it is what it died at."""
        with self._lock:
            if self._closed:
                return
            self._deaths += 1
            if not ready or self._deaths > MOST_DEATHS:
                raise WorkerError(
                    f"A worker process died ({_how(code)})"
                    + (f" at {waiting[0][1]}." if ready else " before its first photo.")
                    + _last_words(log),
                    "Run again with fewer workers if memory is short; what was found is kept.",
                )
            key, path = waiting[0]
            if key in self._suspects:
                reason = f"{path}: the detector's process died at it twice ({_how(code)})."
                self._outcomes.put((DIED, key, reason))
                waiting = waiting[1:]
            self._suspects.add(key)
            self._left.extendleft(reversed(waiting))


def _tell(process, *content) -> None:
    process.stdin.write(pickle.dumps(content, pickle.HIGHEST_PROTOCOL))
    process.stdin.flush()


def _how(code: int) -> str:
    if code == -9:
        return "killed, as a system short of memory does"
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _last_words(log) -> str:
    log.seek(0)
    lines = log.read().decode(errors="replace").strip().splitlines()
    return f" It said: {lines[-1]}" if lines else ""


__all__ = ["DIED", "FOUND", "UNREADABLE", "Detection", "Pool", "WorkerError"]
