"""Signs and texts in one space: a loss that draws what belongs together near, and its use."""

import math

import keras
import numpy as np
from keras import layers, ops

TEMPERATURE = 0.07  # at the start, as in CLIP
SHARPEST = 0.01  # CLIP's bound as well: similarities are multiplied by 100 at most


def similarity(signs, texts):
    """Return the cosines (N, M) of sign vectors (N, D) and text vectors (M, D)."""
    signs, texts = (ops.normalize(ops.cast(v, "float32"), axis=-1) for v in (signs, texts))
    return ops.matmul(signs, ops.transpose(texts))


def shared_contrast(logits, classes):
    """Return the contrastive loss, a scalar, of logits (B, B) between samples and their texts.

    Row i is sample i against the text of each sample, `classes` (B,) says whose are equal. The
    symmetric InfoNCE of CLIP (Radford et al., 2021, "Learning transferable visual models from
    natural language supervision"), whose target is shared among all samples of the same class as
    in UniCL (Yang et al., 2022, "Unified contrastive learning in image-text-label space"). What no
    network can undercut, the targets' entropy, is taken off: the best is 0 in any batch.
    """
    same = ops.cast(ops.equal(classes[:, None], classes[None, :]), logits.dtype)
    target = same / ops.sum(same, axis=1, keepdims=True)
    # The target is symmetric: equal classes are equally many on either side.
    both = ops.log_softmax(logits, axis=1) + ops.log_softmax(ops.transpose(logits), axis=1)
    least = ops.mean(ops.log(ops.sum(same, axis=1)))
    return -ops.mean(ops.sum(target * both, axis=1)) / 2 - least


@keras.saving.register_keras_serializable("signkit")
class Sharpness(keras.constraints.Constraint):
    """Keep a logarithm of 1 / temperature where temperatures are between SHARPEST and 1."""

    def __call__(self, logarithm):
        """Return it clipped."""
        return ops.clip(logarithm, 0.0, math.log(1 / SHARPEST))


class _Tempered(layers.Layer):
    """A layer with a learnt temperature; float32 whatever the policy, as its logits are large."""

    def __init__(self, temperature: float = TEMPERATURE, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})
        self.start = float(temperature)

    def build(self, *shapes):
        """Make the temperature's weight, a logarithm: its steps are then shares of it."""
        self.logarithm = self.add_weight(
            name="logarithm",
            initializer=keras.initializers.Constant(math.log(1 / self.start)),
            constraint=Sharpness(),
        )
        self.built = True

    @property
    def temperature(self) -> float:
        """What similarities are divided by, as learnt so far."""
        return math.exp(-float(ops.convert_to_numpy(self.logarithm)))

    def get_config(self):
        """Keep the temperature of the start; the learnt one is a weight."""
        return {**super().get_config(), "temperature": self.start}


@keras.saving.register_keras_serializable("signkit")
class Alignment(_Tempered):
    """Draw sign vectors (B, D) to the text vectors (B, D) of their classes (B,).

    Adds `weight` times `shared_contrast` to the model's loss, in training and in evaluation, and
    tracks it, unweighted, as the metric `alignment_loss` (not under JAX). A functional model holds
    what leads to its outputs alone: join the cosines to them by `WithLoss`. A model made from the
    output before that, which predicts, then holds neither.
    """

    def __init__(self, weight: float = 1.0, temperature: float = TEMPERATURE, **kwargs):
        super().__init__(temperature, **kwargs)
        self.weight = float(weight)
        # Under JAX a layer's call can't move metrics, as Keras gives it weights alone: the loss
        # counts there as well, but isn't shown by itself.
        tracks = keras.backend.backend() != "jax"
        self.tracker = keras.metrics.Mean(name="alignment_loss") if tracks else None

    def call(self, signs, texts, classes):
        """Return the cosines (B, B) of each sign and each text."""
        cosines = similarity(signs, texts)
        classes = ops.reshape(classes, (-1,))
        loss = shared_contrast(cosines * ops.exp(self.logarithm), classes)
        self.add_loss(self.weight * loss)
        if self.tracker is not None:
            self.tracker.update_state(loss)
        return cosines

    def compute_output_spec(self, signs, texts, classes):
        """(B, B)."""
        return keras.KerasTensor((signs.shape[0], signs.shape[0]), dtype="float32")

    def get_config(self):
        """Return what `__init__` takes."""
        return {**super().get_config(), "weight": self.weight}


@keras.saving.register_keras_serializable("signkit")
class WithLoss(layers.Layer):
    """Hand on an output; the layer that gave the other one belongs to the model by that."""

    def call(self, output, cosines):
        """Return the output as it is."""
        return output

    def compute_output_spec(self, output, cosines):
        """Return the output's own."""
        return keras.KerasTensor(output.shape, dtype=output.dtype)


@keras.saving.register_keras_serializable("signkit")
class TextProbabilities(_Tempered):
    """Classify sign vectors (B, D) by the text vectors (C, D) of all classes: (B, C).

    The softmax of cosines over a learnt temperature.
    """

    def call(self, signs, texts):
        """Return probabilities (B, C)."""
        return ops.softmax(similarity(signs, texts) * ops.exp(self.logarithm), axis=-1)

    def compute_output_spec(self, signs, texts):
        """(B, C)."""
        return keras.KerasTensor((signs.shape[0], texts.shape[0]), dtype="float32")


@keras.saving.register_keras_serializable("signkit")
class ClassTexts(layers.Layer):
    """The texts of all classes as arrays (C, L), the same for any input: what is to be encoded.

    So the text encoder runs on each class once a batch, and not on the text of each sample:
    `ops.take(vectors, classes, axis=0)` is the text vector of each. `set_weights` puts the arrays
    in; their type is that of the encoder's input, int32 or float32.
    """

    def __init__(self, classes: int, length: int, **kwargs):
        super().__init__(**kwargs)
        self.classes, self.length = classes, length

    def build(self, shape=None):
        """Make room for the arrays."""
        self.arrays = self.add_weight(
            name="arrays",
            shape=(self.classes, self.length),
            dtype=self.variable_dtype,
            initializer="zeros",
            trainable=False,
        )

    def call(self, samples):
        """Return (C, L), whatever the samples."""
        return ops.convert_to_tensor(self.arrays)

    def compute_output_spec(self, samples):
        """(C, L)."""
        return keras.KerasTensor((self.classes, self.length), dtype=self.variable_dtype)

    def get_config(self):
        """Return what `__init__` takes."""
        return {**super().get_config(), "classes": self.classes, "length": self.length}


@keras.saving.register_keras_serializable("signkit")
class KnownTexts(layers.Layer):
    """The text vectors of all classes, kept as weights (C, D): input (B, D) -> (B, C) cosines.

    They don't train: `set_weights` puts in what the text encoder said, so that the model predicts
    without it.
    """

    def __init__(self, classes: int, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})
        self.classes = classes

    def build(self, shape):
        """Make room for the vectors."""
        self.texts = self.add_weight(
            name="texts", shape=(self.classes, shape[-1]), trainable=False, initializer="zeros"
        )

    def call(self, signs):
        """Return the cosines (B, C)."""
        return similarity(signs, self.texts)

    def compute_output_shape(self, shape):
        """(B, C)."""
        return (shape[0], self.classes)

    def get_config(self):
        """Return what `__init__` takes."""
        return {**super().get_config(), "classes": self.classes}


def aligned(
    model: keras.Model, signs, texts: keras.Model, arrays: np.ndarray, weight: float = 1.0
) -> keras.Model:
    """Return a model for training that also draws `signs` to the texts of their classes.

    `signs` (B, D) is a tensor of the model, `texts` the text encoder's model and `arrays` (C, L)
    what it takes of each class. There is one input more, `class_input` (B,) int, the class numbers;
    the output is the model's own. All layers are shared: predict with the model given.
    """
    number = keras.Input((), dtype="int32", name="class_input")
    given = ClassTexts(*arrays.shape, dtype=arrays.dtype.name, name="class_texts")
    vectors = texts(given(number))
    given.set_weights([arrays])
    own = ops.take(vectors, number, axis=0)
    cosines = Alignment(weight, name="alignment")(signs, own, number)
    output = WithLoss(name="aligned_output")(model.output, cosines)
    return keras.Model([*model.inputs, number], output, name=f"{model.name}_aligned")


def text_classifier(signs: keras.Model, texts: np.ndarray, temperature: float) -> keras.Model:
    """Return a model from the inputs of `signs`, which gives vectors (B, D), to probabilities.

    `texts` (C, D) are the text vectors of the classes in their order, those never trained on among
    them as you like; `temperature` is the one learnt. Texts need no encoder any more.
    """
    known = KnownTexts(len(texts), name="known_texts")
    cosines = known(signs.output)
    known.set_weights([np.asarray(texts, np.float32)])
    scaled = layers.Rescaling(1 / temperature, dtype="float32", name="text_logits")(cosines)
    output = layers.Softmax(dtype="float32", name="classification_output")(scaled)
    return keras.Model(signs.inputs, output, name="sign_by_text")
