"""A network that turns one language's text into another's: glosses into sentences, say."""

from dataclasses import dataclass, field

import keras
from keras import layers

from signkit.models.blocks.text_layers import EncoderBlock, NotPadding, TextEmbedding, TextSizes
from signkit.models.network import OneTask
from signkit.models.texts.decoder import EMBEDDING, write_text

SOURCE, TARGET = "source_input", "target_input"


@dataclass(frozen=True)
class TranslationSizes:
    """How large a translator is."""

    source_words: int  # of the source's vocabulary
    target_words: int
    reader: TextSizes = field(default_factory=TextSizes)
    writer: TextSizes = field(default_factory=TextSizes)
    shared: bool = False  # one vocabulary, one table: glosses share stems with words


def build_translation(sizes: TranslationSizes) -> keras.Model:
    """Build {"source_input" (B, Ls), "target_input" (B, Lt)} int32 -> logits (B, Lt, V) float32.

    The source is padded with PADDING; the target is START and the sentence, without END: the
    logits at each place are of the word that follows. Raises ValueError where `shared` and the two
    vocabularies or widths differ.
    """
    source = keras.Input((None,), dtype="int32", name=SOURCE)
    target = keras.Input((None,), dtype="int32", name=TARGET)
    embedding = _embedding(EMBEDDING, sizes.target_words, sizes.writer)
    reading = _source_embedding(sizes, embedding)
    mask = NotPadding(name="source_mask")(source)
    x, reader = reading(source), sizes.reader
    for number in range(reader.depth):
        x = EncoderBlock(
            reader.width, reader.heads, reader.hidden, reader.dropout, name=f"reader{number}"
        )(x, mask)
    # The decoder normalises what it looks at, which ends these blocks.
    memory = layers.Activation("linear", name="source_tokens")(x)
    logits = write_text(target, memory, mask, sizes.target_words, sizes.writer, embedding)
    return keras.Model({SOURCE: source, TARGET: target}, logits, name="translation")


class TranslationNetwork(OneTask):
    """A translator as the training takes it: one part, which is trained whole."""

    backbone = None

    def __init__(self, sizes: TranslationSizes):
        self.translation = build_translation(sizes)

    def model(self, output: str) -> keras.Model:
        """Return the one model there is."""
        return self.translation

    def freeze_but(self, trains: tuple[str, ...]) -> None:
        """Let everything train."""

    @property
    def variables(self) -> list[keras.Variable]:
        """Every variable, the random states of dropout among them."""
        return list({id(v): v for v in self.translation.variables}.values())


def _embedding(name: str, words: int, sizes: TextSizes) -> TextEmbedding:
    return TextEmbedding(words, sizes.width, sizes.dropout, name=name)


def _source_embedding(sizes: TranslationSizes, embedding: TextEmbedding) -> TextEmbedding:
    if not sizes.shared:
        return _embedding("source_embedding", sizes.source_words, sizes.reader)
    ours = sizes.source_words, sizes.reader.width
    if ours != (sizes.target_words, sizes.writer.width):
        raise ValueError("A shared table needs one vocabulary and one width.")
    return embedding
