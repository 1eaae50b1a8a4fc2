"""Embeddings of sentences by a pretrained model; the only importer of sentence_transformers."""

from collections.abc import Sequence

import numpy as np

from signkit.errors import SettingsError

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
INSTALL = 'pip install "sentence-transformers"'


def embed(texts: Sequence[str], model: str = MODEL) -> np.ndarray:
    """Return the embeddings (N, E) float32, of length 1, of N texts.

    Raises SettingsError where the package is lacking or the model can't be had.
    """
    encoder = _load(model)
    vectors = encoder.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(vectors, np.float32)


def _load(model: str):
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise SettingsError(
            "The text encoder 'pretrained' needs the package sentence-transformers.",
            f"Install it with `{INSTALL}`, or choose 'transformer', which needs nothing.",
        ) from error
    try:
        return SentenceTransformer(model)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The sentence-transformers model {model!r} can't be had: {error}.",
            "Check its name and the connection, or give the folder of one that you have.",
        ) from error
