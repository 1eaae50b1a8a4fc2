"""How good a classifier is: arrays in, numbers out."""

from signkit.evaluation.answers.classes_figures import evaluate, top_k_accuracy
from signkit.evaluation.intervals import bootstrap_interval

__all__ = ["bootstrap_interval", "evaluate", "top_k_accuracy"]
