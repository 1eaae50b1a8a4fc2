import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import keras
import pytest
import tensorflow as tf

from signkit.errors import DeviceError
from signkit.settings import TrainSettings
from signkit.training import device as device_module
from signkit.training.device import find_device, fit_batch, out_of_memory, telling_out_of_memory


def exhausted():
    return tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")


@pytest.fixture
def gpu(monkeypatch):
    """Pretend that there is a GPU of a given compute capability."""

    def pretend(*capability):
        details = {"compute_capability": capability, "device_name": "Tesla X"}
        monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: ["gpu0"])
        monkeypatch.setattr(
            tf.config, "list_logical_devices", lambda kind: [type("D", (), {"name": "/GPU:0"})]
        )
        growing = []
        experimental = tf.config.experimental
        monkeypatch.setattr(
            experimental, "set_memory_growth", lambda g, on: growing.append((g, on))
        )
        monkeypatch.setattr(experimental, "get_device_details", lambda g: details)
        return growing

    return pretend


def test_without_a_gpu_it_is_the_cpu_in_full_precision():
    if tf.config.list_physical_devices("GPU"):
        pytest.skip("this machine has a GPU")
    device = find_device()
    assert (device.kind, device.dtype_policy) == ("cpu", "float32")
    assert device.describe() == "1 CPU, float32"
    assert find_device("on").dtype_policy == "mixed_bfloat16"


@pytest.mark.parametrize(
    ("flags", "policy"),
    [("fpu sse2 avx512_bf16", "mixed_bfloat16"), ("fpu avx512f", "float32"), ("", "float32")],
)
def test_everywhere_means_a_cpu_that_computes_with_bfloat16(monkeypatch, tmp_path, flags, policy):
    if tf.config.list_physical_devices("GPU"):
        pytest.skip("this machine has a GPU")
    listing = tmp_path / "cpuinfo"
    listing.write_text(f"model name : X\nflags : {flags}\n")
    monkeypatch.setattr(device_module, "CPU_INFO", str(listing))
    device_module.computes_with_bfloat16.cache_clear()
    assert find_device("everywhere").dtype_policy == policy
    device_module.computes_with_bfloat16.cache_clear()


def test_half_precision_comes_by_itself_where_the_gpu_gains(gpu):
    growing = gpu(7, 5)
    device = find_device()
    assert device.describe() == "1 GPU (Tesla X), mixed_float16"
    assert growing == [("gpu0", True)]
    assert find_device("off").dtype_policy == "float32"


def test_an_old_gpu_keeps_full_precision_unless_told(gpu):
    gpu(6, 1)
    assert find_device().dtype_policy == "float32"
    assert find_device("on").dtype_policy == "mixed_float16"


@pytest.mark.parametrize(
    ("capability", "policy"), [("8.0", "mixed_float16"), ("6.1", "float32"), ("gfx90a", "float32")]
)
def test_jax_finds_its_own_and_trains_on_the_first(monkeypatch, capability, policy):
    card = SimpleNamespace(platform="gpu", device_kind="Card X", compute_capability=capability)
    jax = SimpleNamespace(devices=lambda: [card, card])
    monkeypatch.setitem(sys.modules, "jax", jax)
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: pytest.fail("asked"))
    device = find_device()
    assert device.describe() == f"1 GPU (Card X), {policy}"
    with device.scope():
        assert not tf.distribute.has_strategy()


def test_a_batch_is_halved_until_it_fits(capsys):
    tried = []

    def step(part):
        tried.append(part)
        if part > 8:
            raise exhausted()

    assert fit_batch(step, 32) == (8, 4)
    assert tried == [32, 16, 8]
    assert "A batch of 32 doesn't fit the memory: trying 16" in capsys.readouterr().out


def test_an_odd_batch_and_another_fault_are_not_halved():
    def full(part):
        raise exhausted()

    def wrong(part):
        raise ValueError("shapes")

    with pytest.raises(tf.errors.ResourceExhaustedError):
        fit_batch(full, 7)
    with pytest.raises(ValueError, match="shapes"):
        fit_batch(wrong, 32)


@pytest.mark.parametrize(
    ("error", "memory"),
    [
        (MemoryError(), True),
        (RuntimeError("RESOURCE_EXHAUSTED: Out of memory while trying to allocate"), True),
        (exhausted(), True),
        (RuntimeError("CUDA error: out of memory"), True),
        (ValueError("shapes"), False),
    ],
    ids=str,
)
def test_every_backends_memory_error_is_known(error, memory):
    assert out_of_memory(error) is memory


def test_too_little_memory_names_the_settings_to_change():
    settings = TrainSettings.make(option="B", mixed_precision="off").resolved()
    said = "batches of 32 photos of 224.*BATCH_SIZE to 16.*IMAGE_SIZE to 160.*V2B0.*MIXED"
    with pytest.raises(DeviceError, match=said), telling_out_of_memory(settings):
        raise exhausted()
    with pytest.raises(ValueError, match="shapes"), telling_out_of_memory(settings):
        raise ValueError("shapes")


TWO = """
import json, sys
import tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
sys.path.insert(0, {tests!r})
from pathlib import Path
import keras
import signkit.training.trainer as trainer
from signkit.settings import TrainSettings
from signkit.training.device import find_device
from signkit.training.setup import set_up
from signkit.training.loop.snapshot import Snapshot
from signkit.layout import Layout

keras.layers.Dropout.call = lambda self, inputs, training=False: inputs  # drawn by each device
layout, found, save = Layout.open({root!r}), {{}}, Snapshot.on_epoch_end


def cut(self, epoch, logs=None):
    save(self, epoch, logs)
    if self.before + epoch == 1:  # in the midst of the second stage
        raise KeyboardInterrupt


def train(name, devices):
    trainer.find_device = lambda mixed: find_device(mixed, devices)
    settings = TrainSettings.make(
        dataset="dots", option="B", backbone="small", weights="none", image_size=32, batch_size=12,
        stages="landmark 1 1e-3; fusion 2 1e-3", validation_fraction=0.25, test_fraction=0.25,
        augment=False, modality_dropout=0.0, xla="off", run_name=name,
    )
    run = trainer.train(set_up(settings, layout), report=False)
    device = run.read("settings.json")["resolved"]["device"]
    found[name] = {{"loss": run.history()["loss"].tolist(), "device": device}}


two = ["/CPU:0", "/CPU:1"]
train("one", two[:1])
train("two", two)
Snapshot.on_epoch_end = cut
try:
    train("cut", two)
except KeyboardInterrupt:
    Snapshot.on_epoch_end = save
    train("cut", two)
print(json.dumps(found))
"""


@pytest.mark.slow
def test_two_devices_share_each_batch_and_learn_the_same(layout):
    script = TWO.format(tests=str(Path(__file__).parent), root=str(layout.root))
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-3000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    one, two, cut = found["one"]["loss"], found["two"]["loss"], found["cut"]["loss"]
    assert found["two"]["device"] == "2 CPUs, float32"
    assert two[0] == pytest.approx(one[0], rel=5e-3)
    # Each device clips its own gradients and normalises over its own half of a batch.
    assert two == pytest.approx(one, rel=0.15)
    assert "Going on after epoch 1 of 2 of stage fusion" in ran.stdout
    assert cut == pytest.approx(two, rel=1e-5)
