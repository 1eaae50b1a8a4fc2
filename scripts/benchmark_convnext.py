"""What a training step of ConvNeXt-Tiny with CBAM takes on wide photos, beside the plain network.

    python scripts/benchmark_convnext.py --batch 2 --height 256 --width 1600

Each network trains with a head of several labels and AdamW on one made-up batch, in a process of
its own, as the peak of a process's memory never falls. The first step compiles and isn't timed;
the peak after the steps holds it too. The processes run in turns and the best step of each network
counts: other work on the machine only ever slows. The device is the one that Keras finds; no
weights are fetched.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time

NETWORKS = ("ConvNeXtTiny", "ConvNeXtTinyCBAM")
LABELS = 4


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--batch", type=int, default=2)
    parser.add_argument("--height", type=int, default=256, help="pixels")
    parser.add_argument("--width", type=int, default=1600, help="pixels")
    parser.add_argument("--steps", type=int, default=3, help="timed ones a process")
    parser.add_argument("--rounds", type=int, default=2, help="processes of each network, in turns")
    parser.add_argument("--xla", action="store_true", help="compile with XLA")
    parser.add_argument("--only", choices=NETWORKS, help="this network, in this process")
    return parser.parse_args()


def peak() -> float:
    """GiB of memory that this process had at most."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def measure(name: str, given: argparse.Namespace) -> dict:
    """Build a network, train it some steps and say what that took."""
    # Here and not above: the process that starts the others must stay small, as a process begins
    # with the peak of the one it comes from.
    import keras
    import numpy as np

    from signkit.models.photos.backbones import build_backbone
    from signkit.training.loop.losses import build_loss

    keras.utils.set_random_seed(0)
    size = (given.height, given.width)
    photos = keras.Input((*size, 3))
    pooled = keras.layers.GlobalAveragePooling2D()(build_backbone(name, size, "none").model(photos))
    model = keras.Model(photos, keras.layers.Dense(LABELS, activation="sigmoid")(pooled))
    model.compile(
        keras.optimizers.AdamW(1e-4, weight_decay=1e-4),
        build_loss("crossentropy", answer="labels"),
        jit_compile=given.xla,
    )
    model.optimizer.build(model.trainable_variables)
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 255, (given.batch, *size, 3)).astype("float32")
    y = rng.integers(0, 2, (given.batch, LABELS)).astype("float32")
    before, seconds, busy = peak(), [], []
    for _ in range(given.steps + 1):
        start, used = time.perf_counter(), time.process_time()
        loss = float(model.train_on_batch(x, y))
        seconds.append(time.perf_counter() - start)
        busy.append(time.process_time() - used)
    if not np.isfinite(loss):
        raise FloatingPointError(f"The loss of {name} is {loss}.")
    return {
        "parameters": model.count_params(),
        "first": seconds[0],
        "seconds": min(seconds[1:]),
        "busy": min(busy[1:]),  # of all cores together; waiting for a busy machine isn't in it
        "before": before,
        "after": peak(),
        "backend": f"Keras {keras.version()} on {keras.backend.backend()}",
    }


def apart(name: str) -> dict:
    """Measure a network in a process of its own."""
    command = [sys.executable, __file__, *sys.argv[1:], "--only", name]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={"TF_CPP_MIN_LOG_LEVEL": "3", **os.environ},
    )
    return json.loads(done.stdout.splitlines()[-1])


def in_turns(rounds: int) -> dict[str, dict]:
    """Measure each network `rounds` times, and keep its least seconds and its highest peak."""
    found = {name: [] for name in NETWORKS}
    for _ in range(rounds):
        for name in NETWORKS:
            found[name].append(apart(name))
    least, most = ("first", "seconds", "busy"), ("before", "after")
    return {
        name: said[0]
        | {key: min(one[key] for one in said) for key in least}
        | {key: max(one[key] for one in said) for key in most}
        for name, said in found.items()
    }


def main() -> None:
    given = parse()
    if given.only:
        print(json.dumps(measure(given.only, given)))
        return
    found = in_turns(given.rounds)
    plain, cbam = found.values()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {plain['backend']}:", end=" ")
    print(f"batches of {given.batch} photos of {given.height} x {given.width}")
    for name, said in found.items():
        print(
            f"{name:17} {said['parameters']:11,} parameters {said['seconds']:7.2f} s a step "
            f"({said['busy']:.2f} s of processor; first {said['first']:.1f} s), "
            f"peak {said['before']:.2f} GiB before the first step, {said['after']:.2f} GiB after"
        )
    more = cbam["parameters"] - plain["parameters"]
    share = more / plain["parameters"]
    print(f"CBAM adds {more:,} parameters ({share:.2%}), ", end="")
    # On a shared machine seconds of two processes differ for reasons that aren't the networks'.
    print(f"{cbam['busy'] / plain['busy'] - 1:+.1%} of a step's processor time")


if __name__ == "__main__":
    main()
