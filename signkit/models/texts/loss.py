"""How wrong written sentences are: a loss and figures that leave padding out."""

import keras
from keras import layers, ops

from signkit.models.texts.decoder import counted, cross_entropy


@keras.saving.register_keras_serializable("signkit")
class TextLoss(keras.losses.Loss):
    """The mean crossentropy of words (B, L) under logits (B, L, V), PADDING left out."""

    def __init__(self, label_smoothing: float = 0.0, name: str = "text_loss", **kwargs):
        super().__init__(name=name, **kwargs)
        self.label_smoothing = label_smoothing

    def call(self, y_true, y_pred):
        """Return one number a sentence, (B,), whose plain mean is the mean over words."""
        weights = counted(y_true)
        each = cross_entropy(y_true, y_pred, self.label_smoothing) * weights
        words = ops.mean(ops.sum(weights, axis=-1))
        # A batch without a word costs nothing.
        return ops.sum(each, axis=-1) / ops.where(words > 0, words, 1.0)

    def get_config(self):
        """Return what `__init__` takes."""
        return {**super().get_config(), "label_smoothing": self.label_smoothing}


class _OverWords(keras.metrics.Metric):
    """A sum over words, and how many there were; NaN before the first."""

    def __init__(self, name: str, **kwargs):
        super().__init__(name=name, **kwargs)
        self.total = self.add_variable((), "zeros", name="total")
        self.words = self.add_variable((), "zeros", name="words")

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Add a batch of words (B, L) and logits (B, L, V)."""
        weights = counted(y_true)
        self.total.assign_add(ops.sum(self.each(y_true, y_pred) * weights))
        self.words.assign_add(ops.sum(weights))

    def each(self, y_true, y_pred):
        """Return each word's figure, (B, L)."""
        raise NotImplementedError

    def result(self):
        """Return the mean over words."""
        # 0 / 0 would be an error in plain Python, not in any backend: it is NaN, nothing measured.
        return self.total / self.words


@keras.saving.register_keras_serializable("signkit")
class TokenAccuracy(_OverWords):
    """The share of words, END among them, that are the likeliest after the true ones so far."""

    def __init__(self, name: str = "token_accuracy", **kwargs):
        super().__init__(name, **kwargs)

    def each(self, y_true, y_pred):
        """Return 1 where the word is right, (B, L)."""
        said = ops.argmax(y_pred, axis=-1)
        return ops.cast(ops.equal(said, ops.cast(y_true, said.dtype)), "float32")


@keras.saving.register_keras_serializable("signkit")
class Perplexity(_OverWords):
    """Between how many words the network wavers: exp of the mean -log p, END counted."""

    def __init__(self, name: str = "perplexity", **kwargs):
        super().__init__(name, **kwargs)

    def each(self, y_true, y_pred):
        """Return -log p of each word, (B, L)."""
        return cross_entropy(y_true, y_pred)

    def result(self):
        """Return the perplexity."""
        return ops.exp(super().result())


@keras.saving.register_keras_serializable("signkit")
class WithTextLoss(layers.Layer):
    """Hand class probabilities on, and add `weight` times the loss of the sentence written.

    Takes probabilities (B, C), logits (B, L, V) and the words that should come (B, L). With
    `loss_weights` of 1 - weight a model of one output learns both, in training and evaluation.
    The metric `text_perplexity` counts under TensorFlow and PyTorch; JAX's trainer doesn't carry
    the metrics of layers, and it stays NaN there.
    """

    def __init__(self, weight: float, label_smoothing: float = 0.0, **kwargs):
        super().__init__(**kwargs)
        self.weight, self.label_smoothing = weight, label_smoothing
        self.loss = TextLoss(label_smoothing)
        self.perplexity = Perplexity("text_perplexity")

    def call(self, probabilities, logits, targets):
        """Return the probabilities as they are."""
        self.add_loss(self.weight * self.loss(targets, logits))
        if keras.backend.backend() != "jax":
            self.perplexity.update_state(targets, logits)
        return probabilities

    def compute_output_shape(self, probabilities_shape, logits_shape=None, targets_shape=None):
        """Return the probabilities' shape."""
        return probabilities_shape

    def get_config(self):
        """Return what `__init__` takes."""
        own = {"weight": self.weight, "label_smoothing": self.label_smoothing}
        return {**super().get_config(), **own}
