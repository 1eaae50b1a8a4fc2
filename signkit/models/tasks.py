"""Several tasks on one network of signs: classify, align with texts, translate into sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import keras
import numpy as np
from keras import layers, ops

from signkit.data.texts.class_texts import ClassTexts
from signkit.inputs.dataset_texts import CLASS, SENTENCE
from signkit.models.blocks.text_layers import TextSizes
from signkit.models.encoders.texts import TextEncoder, TextOption, text_encoder
from signkit.models.hybrid import Hybrid
from signkit.models.texts import alignment
from signkit.models.texts.decoder import write_text
from signkit.models.texts.loss import WithTextLoss

# What is told of a sign to the tasks of text.
VECTORS = {
    "fused": "fused_features",
    "landmark": "landmark_features_final",
    "visual": "visual_features_final",
}
WRITER = TextSizes(width=128, depth=2, heads=4, hidden=256, dropout=0.2)


@dataclass(frozen=True)
class TextTasks:
    """Which tasks are trained together, on what, and how much each counts."""

    tasks: tuple[str, ...]  # some of signkit.settings.options.TASKS
    texts: ClassTexts
    alpha: float  # of the loss is classification's, the rest is shared by the tasks of text
    encoder: str  # a name in TEXT_ENCODERS

    @property
    def class_weight(self) -> float:
        """What the loss of the class probabilities is multiplied by."""
        if "classify" in self.tasks:
            return self.alpha if len(self.tasks) > 1 else 1.0
        # Without classification they come from the texts, or are read off by a probe that teaches
        # the encoder nothing.
        return 0.0 if "align" in self.tasks else 1.0

    @property
    def text_weight(self) -> float:
        """What the loss of each task of text is multiplied by."""
        others = len(set(self.tasks) - {"classify"})
        return (1 - self.alpha if "classify" in self.tasks else 1.0) / max(1, others)

    @property
    def inputs(self) -> tuple[str, ...]:
        """What the training needs beside the signs."""
        needs = {"align": CLASS, "translate": SENTENCE}
        return tuple(name for task, name in needs.items() if task in self.tasks)


class SignsAndTexts:
    """A Network whose `output` has tasks of text beside its classes.

    The loss is alpha * class + (1 - alpha) * text. What classifies is the classifier where there is
    one, else the nearest description, else a linear probe of what translation has learnt.
    """

    def __init__(self, signs: Hybrid, output: str, facts: TextTasks):
        self.signs, self.output, self.facts = signs, output, facts
        self.vector = signs.model(output).get_layer(VECTORS[output]).output
        self._build()

    @property
    def text_tasks(self) -> tuple[str, ...]:
        """What is learnt of texts beside the classes, some of "align" and "translate"."""
        return tuple(task for task in ("align", "translate") if task in self.facts.tasks)

    @property
    def backbone(self) -> keras.Model:
        """The signs'."""
        return self.signs.backbone

    def branches(self, output: str) -> dict[str, str]:
        """Those of the signs."""
        return self.signs.branches(output)

    def reader(self, branch: str) -> keras.Model:
        """That of the signs."""
        return self.signs.reader(branch)

    def opinions(self) -> keras.Model:
        """Those of the signs' heads."""
        return self.signs.opinions()

    def trust(self, heads: Sequence[float]) -> None:
        """Set how far each of the signs' heads is trusted."""
        self.signs.trust(heads)

    def model(self, output: str) -> keras.Model:
        """Return the model that classifies signs alone, as it stands now."""
        signs, tasks = self.signs.model(output), self.facts.tasks
        if output != self.output or "classify" in tasks:
            return signs
        if "align" in tasks:
            texts = self.text_vectors(self.facts.texts.classes)
            return alignment.text_classifier(self.embedder, texts, self.temperature)
        return keras.Model(signs.inputs, self._probe, name=f"{signs.name}_probe")

    def training_model(self, output: str) -> keras.Model:
        """Return the model that is trained, whose losses of text are added inside."""
        if output != self.output:
            return self.signs.training_model(output)
        return keras.Model([*self.signs.model(output).inputs, *self._given], self._taught)

    def from_features(self, output: str) -> keras.Model:
        """Return the same over the backbone's feature maps."""
        if output != self.output:
            return self.signs.from_features(output)
        inputs = {"feature_input": self.signs.backbone.output}
        others = [*self.signs.model(output).inputs, *self._given]
        inputs |= {tensor.name: tensor for tensor in others if tensor.name != "image_input"}
        return keras.Model(inputs, self._taught)

    def training_inputs(self, output: str) -> tuple[str, ...]:
        """What `training_model` needs beside the signs."""
        return self.facts.inputs if output == self.output else ()

    def class_weight(self, output: str) -> float:
        """What the loss of the class probabilities is multiplied by."""
        return self.facts.class_weight if output == self.output else 1.0

    def freeze_but(self, trains: tuple[str, ...]) -> None:
        """Let these PARTS train, and always what belongs to texts."""
        own = {id(layer) for layers_ in self.signs.parts.values() for layer in layers_}
        for layer in self.training_model(self.output).layers:
            if id(layer) not in own:
                layer.trainable = True
        self.signs.freeze_but(trains)

    @property
    def variables(self) -> list[keras.Variable]:
        """Every variable once, in an order that stays."""
        found = (*self.signs.variables, *self.training_model(self.output).variables)
        return list({id(v): v for v in found}.values())

    @cached_property
    def embedder(self) -> keras.Model:
        """From the signs' inputs to vectors (B, D) beside those of texts."""
        return keras.Model(self.signs.model(self.output).inputs, self._embedded, name="signs")

    @property
    def temperature(self) -> float:
        """What cosines are divided by, as learnt so far."""
        return self._alignment.temperature

    def text_vectors(self, classes) -> np.ndarray:
        """Return the vectors (n, D) of these classes' descriptions, as the encoder stands now."""
        arrays = self.encoder.arrays(self.facts.texts.descriptions.texts(classes))
        # So few that compiling the encoder would take longer.
        return ops.convert_to_numpy(self.encoder.model(arrays, training=False))

    def _build(self) -> None:
        tasks, signs = self.facts.tasks, self.signs.model(self.output)
        self._given, self._taught = [], signs.output
        if "classify" not in tasks:
            self._taught = self._probe = self._read_off(signs.output.shape[-1])
        if "align" in tasks:
            self._align()
        if "translate" in tasks:
            self._translate()

    def _read_off(self, classes: int):
        still = ops.stop_gradient(self.vector)
        still = layers.LayerNormalization(name="probe_norm")(still)
        head = layers.Dense(classes, activation="softmax", dtype="float32", name="probe_output")
        return head(still)

    def _align(self) -> None:
        texts = self.facts.texts
        self.encoder: TextEncoder = text_encoder(self.facts.encoder, texts.descriptions)
        arrays = self.encoder.arrays(texts.descriptions.texts(texts.classes))
        units = TextOption().units
        self._embedded = layers.Dense(units, use_bias=False, name="sign_embedding")(self.vector)
        if "classify" not in self.facts.tasks:
            every = alignment.ClassTexts(*arrays.shape, dtype=str(arrays.dtype), name="every_text")
            vectors = self.encoder.model(every(self.vector))
            every.set_weights([arrays])
            probabilities = alignment.TextProbabilities(name="text_probabilities")
            self._taught = probabilities(self._embedded, vectors)
        signs = keras.Model(self.signs.model(self.output).inputs, self._taught)
        parts = self._embedded, self.encoder.model, arrays, self.facts.text_weight
        both = alignment.aligned(signs, *parts)
        self._alignment = both.get_layer("alignment")
        self._given.append(both.inputs[-1])
        self._taught = both.output

    def _translate(self) -> None:
        texts = self.facts.texts
        given = keras.Input((texts.sentences.shape[1],), dtype="int32", name=SENTENCE)
        tokens, mask = self.tokens()
        logits = write_text(given[:, :-1], tokens, mask, len(texts.vocabulary), WRITER)
        with_loss = WithTextLoss(self.facts.text_weight, 0.1, name="with_translation")
        self._taught = with_loss(self._taught, logits, given[:, 1:])
        self._given.append(given)
        inputs = {tensor.name: tensor for tensor in self.signs.model(self.output).inputs}
        self.writer = keras.Model({**inputs, SENTENCE: given}, logits, name="writer")

    def tokens(self):
        """What is translated (B, T, D) and what of it counts (B, T): the whole, then each frame."""
        whole = layers.Dense(WRITER.width, name="whole_token")(self.vector)[:, None, :]
        always = ops.ones_like(whole[:, :, 0], dtype="bool")
        time = self.signs.landmark_tokens
        if time is None or self.output == "visual":
            return whole, always
        each = layers.Dense(WRITER.width, name="frame_tokens")(time[0])
        return ops.concatenate([whole, each], axis=1), ops.concatenate([always, time[1]], axis=1)
