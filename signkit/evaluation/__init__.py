"""How good a classifier is: arrays in, numbers out."""

from signkit.evaluation.intervals import bootstrap_interval
from signkit.evaluation.metrics import evaluate, top_k_accuracy

__all__ = ["bootstrap_interval", "evaluate", "top_k_accuracy"]
