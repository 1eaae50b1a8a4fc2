"""Several labels: all whose score reaches their threshold."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Labels:
    """A photo has any number of labels."""

    name: str = "labels"
    measure: str = "macro_f1"
    files: tuple[str, ...] = ("labels.json", "catalog.parquet", "predictions.parquet")
    model: str = "model.keras"
    names: str = "labels.json"
