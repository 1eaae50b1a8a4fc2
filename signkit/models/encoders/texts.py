"""Encoders of texts by name: from descriptions to arrays, and from arrays to vectors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import keras
import numpy as np
from keras import layers

from signkit.data.texts.descriptions import Descriptions
from signkit.models.blocks.hands import MaskedMean
from signkit.models.encoders.clauses import Clauses, ForgetWords
from signkit.models.encoders.sentence_embeddings import MODEL, embed
from signkit.registry import Registry

TEXT_ENCODERS = Registry("text encoder")
SEPARATORS = (",", ";", ".", ":")  # between clauses


@dataclass(frozen=True)
class TextOption:
    """How a text encoder is made."""

    units: int = 128  # of the vector that is compared with a sign's
    width: int = 64  # of a word's vector
    heads: int = 2
    blocks: int = 1
    dropout: float = 0.1
    forget: float = 0.1  # share of the words that are UNKNOWN in training
    pretrained: str = MODEL  # the sentence-transformers model of "pretrained"


@dataclass(frozen=True)
class TextEncoder:
    """Texts to vectors in two steps, of which the first is done once."""

    arrays: Callable[[Sequence[str]], np.ndarray]  # texts -> (N, L) int32, or (N, E) float32
    model: keras.Model  # text_input, such an array -> text_output (N, D)


def text_encoder(
    name: str, descriptions: Descriptions, option: TextOption | None = None
) -> TextEncoder:
    """Build a text encoder by its name, for these descriptions' vocabulary.

    Raises SettingsError on an unknown name or where a package is lacking.
    """
    return TEXT_ENCODERS[name](descriptions, option or TextOption())


@TEXT_ENCODERS.register("transformer")
def transformer(descriptions: Descriptions, option: TextOption) -> TextEncoder:
    """A small transformer over the words of each clause, learnt with the signs: no download."""
    tokens = keras.Input((descriptions.length,), dtype="int32", name="text_input")
    place, together, words = Clauses(descriptions.numbers(SEPARATORS), name="text_clauses")(tokens)
    known = ForgetWords(option.forget, name="text_forget")(tokens)
    size = len(descriptions.vocabulary)
    x = layers.Embedding(size, option.width, name="text_words")(known)
    where = layers.Embedding(descriptions.length, option.width, name="text_places")(place)
    x = layers.Dropout(option.dropout, name="text_dropout")(layers.Add(name="text_in")([x, where]))
    for number in range(1, option.blocks + 1):
        x = _block(x, together, option, f"text_block_{number}")
    x = layers.LayerNormalization(name="text_norm")(x)
    # Pooled before anything bends: a description is the sum of what its words say in their clause.
    pooled = MaskedMean(name="text_pool")(x, words)
    vector = layers.Dense(option.units, use_bias=False, name="text_output")(pooled)
    return TextEncoder(descriptions.encode, keras.Model(tokens, vector, name="text_encoder"))


@TEXT_ENCODERS.register("pretrained")
def pretrained(descriptions: Descriptions, option: TextOption) -> TextEncoder:
    """Embeddings by a sentence-transformers model, computed once, through a learnt projection."""

    def arrays(texts: Sequence[str]) -> np.ndarray:
        return embed(texts, option.pretrained)

    size = arrays(descriptions.texts()[:1]).shape[1]
    embedding = keras.Input((size,), name="text_input")
    x = layers.Dropout(option.dropout, name="text_dropout")(embedding)
    vector = layers.Dense(option.units, use_bias=False, name="text_output")(x)
    return TextEncoder(arrays, keras.Model(embedding, vector, name="text_encoder"))


def _block(x, together, option: TextOption, name: str):
    """A transformer block, normalised first (Xiong et al., 2020, "On layer normalization ...")."""
    normed = layers.LayerNormalization(name=f"{name}_attention_norm")(x)
    attend = layers.MultiHeadAttention(
        option.heads,
        option.width // option.heads,
        dropout=option.dropout,
        name=f"{name}_attention",
    )
    x = layers.Add(name=f"{name}_attended")([x, attend(normed, normed, attention_mask=together)])
    normed = layers.LayerNormalization(name=f"{name}_dense_norm")(x)
    inner = layers.Dense(2 * option.width, activation="gelu", name=f"{name}_inner")(normed)
    outer = layers.Dense(option.width, name=f"{name}_outer")(inner)
    outer = layers.Dropout(option.dropout, name=f"{name}_dropout")(outer)
    return layers.Add(name=f"{name}_output")([x, outer])
