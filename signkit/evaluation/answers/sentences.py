"""A sentence: words written one after the other."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentences:
    """A sentence is translated."""

    name: str = "sentences"
    measure: str = "bleu_4"
    files: tuple[str, ...] = ("translations.parquet",)
    model: str = "translator.keras"
    names: str = "sentences.json"
