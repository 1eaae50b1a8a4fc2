"""The input pipeline that notebooks have, for benchmark_training.py to compare with.

tf.data decodes and resizes every photo in every epoch, reads one `.npy` of landmarks for each in a
`tf.py_function`, and augments by Keras layers; in parallel and ahead, as tf.data can.
"""

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from signkit.inputs.changes.augment import Policy
from signkit.inputs.dataset import Dataset
from signkit.landmarks.export import export_npy
from signkit.landmarks.store import LandmarkStore


def plain_pipeline(folder: Path, dataset: Dataset, size: int, batch_size: int) -> tf.data.Dataset:
    """Training batches of a data set whose landmark store is in `folder`."""
    catalog, samples = dataset.catalog, dataset.split("train")
    landmarks = LandmarkStore(folder).load(catalog.table["hash"].tolist())
    export_npy(catalog, landmarks, folder / "npy")
    paths = catalog.table["path"].iloc[samples.rows]
    photos = [str(catalog.root / path) for path in paths]
    points = [str((folder / "npy" / path).with_suffix(".npy")) for path in paths]
    everything = np.arange(len(samples))
    data = tf.data.Dataset.from_tensor_slices((photos, points, samples.one_hot(everything)))
    data = data.shuffle(len(samples)).map(_reader(size), tf.data.AUTOTUNE).batch(batch_size)
    return data.map(_augmentation(), tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def _reader(size: int) -> Callable:
    def read(photo, points, target):
        image = tf.io.decode_image(tf.io.read_file(photo), channels=3, expand_animations=False)
        image = tf.image.resize(image, (size, size))
        vector = tf.py_function(lambda name: np.load(name.numpy().decode()), [points], tf.float32)
        vector.set_shape((126,))
        return {"image_input": image, "landmark_input": vector}, target

    return read


def _augmentation() -> Callable:
    """Photos as in signkit's policy; landmarks turned, scaled and shaken by themselves."""
    policy = Policy()
    turn = policy.rotation / 360
    layers = [
        keras.layers.RandomFlip("horizontal"),
        keras.layers.RandomRotation(turn),
        keras.layers.RandomZoom(policy.zoom),
        keras.layers.RandomContrast(policy.contrast),
        keras.layers.RandomBrightness(policy.brightness),
    ]

    def augment(inputs, targets):
        image = inputs["image_input"]
        for layer in layers:
            image = layer(image, training=True)
        count = tf.shape(image)[0]
        angle = tf.random.uniform((count, 1, 1), -turn, turn) * 2 * np.pi
        points = tf.reshape(inputs["landmark_input"], (-1, 42, 3))
        x, y, z = tf.unstack(points, axis=-1)
        cos, sin = tf.cos(angle[..., 0]), tf.sin(angle[..., 0])
        points = tf.stack([cos * x - sin * y, sin * x + cos * y, z], axis=-1)
        points *= tf.random.uniform((count, 1, 1), 1 - policy.hand_scale, 1 + policy.hand_scale)
        points += tf.random.normal(tf.shape(points), 0, policy.hand_noise)
        return {"image_input": image, "landmark_input": tf.reshape(points, (-1, 126))}, targets

    return augment
