"""What trains: GPUs or the CPU, one or several, and what to do when their memory is too small.

On a CPU the same call gives the same weights, bit for bit, with the same versions of the packages
and the same kind and number of cores; another machine rounds differently. On a GPU sums are added
in any order, unless TF_DETERMINISTIC_OPS=1 is set, at a price in speed. A run that goes on with
other devices or another precision than it began with ends near, not at, the same weights.
"""

import contextlib
import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass

import keras

from signkit.errors import DeviceError
from signkit.settings.learning import LearningSettings

# Tensor cores, which make half precision pay, came with this compute capability.
TENSOR_CORES = (7, 0)
CPU_INFO = "/proc/cpuinfo"
_OUT_OF_MEMORY = ("RESOURCE_EXHAUSTED", "ResourceExhausted", "out of memory", "OOM when allocating")


@dataclass(frozen=True)
class Device:
    """The devices that a training runs on."""

    kind: str  # "gpu" or "cpu"
    names: tuple[str, ...]  # as the backend calls them
    models: tuple[str, ...]  # as their maker calls them
    dtype_policy: str  # Keras's: "float32", "mixed_float16" or "mixed_bfloat16"

    def describe(self) -> str:
        """Say it for the record: "2 GPUs (Tesla T4), mixed_float16"."""
        count = f"{len(self.names)} {self.kind.upper()}{'s' * (len(self.names) > 1)}"
        models = f" ({', '.join(sorted(set(self.models)))})" if self.models else ""
        return f"{count}{models}, {self.dtype_policy}"

    def scope(self):
        """Where models are built and trained: every device gets a part of each batch."""
        if len(self.names) < 2 or keras.backend.backend() != "tensorflow":
            return contextlib.nullcontext()
        return _mirrored(self.names).scope()


def find_device(mixed_precision: str = "auto", devices: list[str] | None = None) -> Device:
    """Find the GPUs, or else take the CPU; `devices` names others, such as logical ones.

    `mixed_precision` is "auto" (on GPUs that all gain by it), "everywhere" (as well on a CPU that
    computes with bfloat16), "on" or "off". GPU memory is taken as it is needed, so that several
    runs can share a card.
    """
    if keras.backend.backend() != "tensorflow":
        return _of_other_backend(mixed_precision)
    import tensorflow as tf

    # Its warnings here are of models predicted with once each, which is what measuring means.
    tf.get_logger().setLevel("ERROR")
    found = tf.config.list_physical_devices("GPU")
    for gpu in found:
        # Refused once the GPU is in use, by an earlier training in this kernel: it was set then.
        with contextlib.suppress(RuntimeError):
            tf.config.experimental.set_memory_growth(gpu, True)
    details = [tf.config.experimental.get_device_details(gpu) for gpu in found]
    gains = bool(details) and all(
        (d.get("compute_capability") or (0, 0)) >= TENSOR_CORES for d in details
    )
    kind = "gpu" if found else "cpu"
    # Several logical CPUs are for tests, which name them.
    names = devices or [d.name for d in tf.config.list_logical_devices("GPU")] or ["/CPU:0"]
    models = tuple(d.get("device_name", "unknown") for d in details)
    return Device(kind, tuple(names), models, _policy(kind, mixed_precision, gains))


def fit_batch(step: Callable[[int], None], batch_size: int, smallest: int = 1) -> tuple[int, int]:
    """Halve the batch until `step(part)` doesn't run out of memory; return (part, parts).

    part * parts is `batch_size`: the gradients of all parts together make one step. Raises the
    memory error where not even `smallest` fits, or the batch can't be halved any more.
    """
    part = batch_size
    while True:
        try:
            step(part)
        except Exception as error:
            if not out_of_memory(error) or part % 2 or part // 2 < smallest:
                raise
            print(f"A batch of {part} doesn't fit the memory: trying {part // 2} at a time.")
        else:
            return part, batch_size // part
        # Here, outside the handler: what the failed attempt held is let go of first.
        part //= 2


def out_of_memory(error: BaseException) -> bool:
    """Whether an error of any backend says that memory ran out."""
    said = f"{type(error).__name__}: {error}"
    return isinstance(error, MemoryError) or any(words in said for words in _OUT_OF_MEMORY)


@contextlib.contextmanager
def telling_out_of_memory(settings: LearningSettings):
    """Turn a memory error of the backend into a DeviceError that says which settings to change."""
    try:
        yield
    except Exception as error:
        if not out_of_memory(error):
            raise
        half = max(1, settings.batch_size // 2)
        mend = [f"Set BATCH_SIZE to {half} (ACCUMULATE to 2 keeps the step's size)"]
        mend += settings.smaller()
        if settings.mixed_precision == "off":
            mend.append("MIXED_PRECISION to auto")
        raise DeviceError(
            f"The memory is too small for batches of {settings.batch_size} {settings.takes}.",
            f"{', or '.join(mend)}; what was trained so far is kept under the old settings.",
        ) from error


@functools.cache
def _mirrored(names: tuple[str, ...]):
    """The one strategy of a process: a second one's sums would mix with those of the first."""
    # Each numbers its sums over the devices from the same start, and TensorFlow tells them apart
    # by that number alone: an ensemble, or the same call again in a notebook, would fail.
    import tensorflow as tf

    return tf.distribute.MirroredStrategy(list(names))


@functools.cache
def computes_with_bfloat16() -> bool:
    """Whether this CPU has instructions for bfloat16, as the system lists them."""
    try:
        with open(CPU_INFO, encoding="utf-8") as file:
            flags = next((line for line in file if line.startswith("flags")), "").split()
    except OSError:
        return False  # not Linux
    return bool({"avx512_bf16", "amx_bf16"} & set(flags))


def _policy(kind: str, mixed_precision: str, gains: bool) -> str:
    if kind == "cpu" and mixed_precision == "everywhere":
        gains = computes_with_bfloat16()
    if mixed_precision == "off" or (mixed_precision != "on" and not gains):
        return "float32"
    return "mixed_float16" if kind == "gpu" else "mixed_bfloat16"


def _of_other_backend(mixed_precision: str) -> Device:
    """JAX's first device, which is the one that Keras trains on there."""
    if "jax" not in sys.modules:
        return Device("cpu", ("cpu",), (), _policy("cpu", mixed_precision, gains=False))
    device = sys.modules["jax"].devices()[0]
    kind = "gpu" if device.platform in ("gpu", "cuda", "rocm") else device.platform
    # "7.5"; other makers' cards have names there.
    parts = str(getattr(device, "compute_capability", "")).split(".")
    capability = tuple(int(part) for part in parts if part.isdigit())
    models = (device.device_kind,) if kind == "gpu" else ()
    policy = _policy(kind, mixed_precision, gains=capability >= TENSOR_CORES)
    return Device(kind, (str(device),), models, policy)
