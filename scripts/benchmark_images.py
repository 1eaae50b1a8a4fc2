"""How much faster the simple training of photos is than the plain way, and how right each gets.

    python scripts/benchmark_images.py DATASET [--epochs 15] [--seeds 3] [--augment]

The plain way is that of most notebooks: image_dataset_from_directory at 300 x 300, which decodes
every photo in every epoch, and the same network in plain Keras. Both train on the same photos of
the same split, for the same epochs, and keep their best validation epoch. With `--augment` both
flip, turn, zoom, and change contrast and brightness: the plain way by Keras's layers.

Each training is a process of its own, in turns. An epoch's time is its median after the first,
validation included; the ratio is of epochs a minute. Test accuracies are of all seeds.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["SIGNKIT_HEADLESS"] = "1"

SIZE, BATCH = 300, 15
USUAL = "flip rotation zoom contrast brightness"
SPLITS = ("train", "validation", "test")


def plain(folder: Path, epochs: int, seed: int, augment: bool) -> dict:
    import keras

    keras.utils.set_random_seed(seed)
    data = {
        split: keras.utils.image_dataset_from_directory(
            folder / split,
            label_mode="categorical",
            image_size=(SIZE, SIZE),
            batch_size=BATCH,
            shuffle=split == "train",
            verbose=False,
        )
        for split in SPLITS
    }
    layers = keras.layers
    changes = [
        layers.RandomFlip("horizontal"),
        layers.RandomRotation(15 / 360),
        layers.RandomZoom(0.15),
        layers.RandomContrast(0.2),
        layers.RandomBrightness(0.2),
    ]
    model = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 3)),
            *(changes if augment else []),
            layers.Rescaling(1 / 255),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(len(data["train"].class_names), activation="softmax"),
        ]
    )
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    seconds, best = [], tempfile.mktemp(suffix=".weights.h5")
    clock = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda *_: seconds.append(-time.perf_counter()),
        on_epoch_end=lambda *_: seconds.append(seconds.pop() + time.perf_counter()),
    )
    keep = keras.callbacks.ModelCheckpoint(
        best, "val_accuracy", mode="max", save_best_only=True, save_weights_only=True
    )
    model.fit(
        data["train"],
        validation_data=data["validation"],
        epochs=epochs,
        callbacks=[clock, keep],
        verbose=0,
    )
    model.load_weights(best)
    os.unlink(best)
    return {"seconds": seconds, "accuracy": model.evaluate(data["test"], verbose=0)[1]}


def kit(folder: Path, epochs: int, seed: int, augment: bool) -> dict:
    from signkit.atk import ATKTrainer

    trainer = ATKTrainer(
        folder,
        SIZE,
        SIZE,
        BATCH,
        root=str(folder.parent / "root"),
        seed=seed,
        split="given",
        augmentations=USUAL if augment else "",
        run_name=f"seed{seed}-{augment}-{time.time_ns()}",
    )
    run = trainer.train_simple(epochs)
    accuracy = run.read("metrics.json")["test"]["accuracy"]
    return {"seconds": run.history()["seconds"].tolist(), "accuracy": accuracy}


def lay_out(dataset: str, folder: Path) -> None:
    """Put the photos of one split into folders train, validation and test, copies on one side."""
    from PIL import Image

    from signkit.layout import Layout
    from signkit.preparation.things import prepare_photos
    from signkit.settings import ImageSettings
    from signkit.training.setup import split_catalog

    settings = ImageSettings.make(dataset=str(Path(dataset).resolve()))
    layout = Layout.open(folder.parent / "root")
    prepare_photos(settings, layout)
    table = split_catalog(settings, layout).table
    for row in table.itertuples():
        target = folder / row.split / row.label / Path(row.path).name
        target.parent.mkdir(parents=True, exist_ok=True)
        source = Path(dataset).resolve() / row.path
        with Image.open(source) as photo:
            if photo.format in ("JPEG", "PNG", "GIF", "BMP"):  # what tf.image decodes
                target.symlink_to(source)
    print(table["split"].value_counts().to_dict())


def in_process(way: str, folder: Path, epochs: int, seed: int, augment: bool) -> dict:
    call = [sys.executable, __file__, "--way", way, "--folder", str(folder)]
    call += ["--epochs", str(epochs), "--seed", str(seed), *(["--augment"] if augment else [])]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", nargs="?")
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--augment", action="store_true")
    parser.add_argument("--way", choices=("plain", "kit"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        way = plain if given.way == "plain" else kit
        print(json.dumps(way(given.folder, given.epochs, given.seed, given.augment)))
        return
    if not given.dataset:
        parser.error("name the folder of a data set with a folder a class")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "photos"
        lay_out(given.dataset, folder)
        compare(folder, given.epochs, given.seeds, given.augment)


def compare(folder: Path, epochs: int, seeds: int, augment: bool) -> None:
    found = {"plain": [], "kit": []}
    for seed in range(seeds):
        for way, results in found.items():
            result = in_process(way, folder, epochs, seed, augment)
            results.append(result)
            median = statistics.median(result["seconds"][1:])
            print(f"seed {seed} {way}: {median:.2f} s an epoch, test {result['accuracy']:.3f}")
    each = {
        way: min(statistics.median(r["seconds"][1:]) for r in results)
        for way, results in found.items()
    }
    print(f"epochs a minute: plain {60 / each['plain']:.1f}, kit {60 / each['kit']:.1f}")
    print(f"ratio of the best rounds: {each['plain'] / each['kit']:.2f}")
    for way, results in found.items():
        accuracies = [r["accuracy"] for r in results]
        print(f"{way} test accuracy: {statistics.mean(accuracies):.3f} ({accuracies})")


if __name__ == "__main__":
    main()
