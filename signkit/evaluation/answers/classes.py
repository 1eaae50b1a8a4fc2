"""One class: the likeliest, with a probability each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Classes:
    """A photo or clip is of one class."""

    name: str = "classes"
    measure: str = "accuracy"
    files: tuple[str, ...] = ("labels.json", "catalog.parquet", "predictions.parquet")
    model: str = "model.keras"
    names: str = "labels.json"
