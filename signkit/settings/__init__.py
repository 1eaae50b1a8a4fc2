"""What may be set, with what it means: fields, options, plans, search spaces, forms."""

from signkit.settings.base import Settings
from signkit.settings.classifiers import ClassifierSettings
from signkit.settings.learning import LearningSettings
from signkit.settings.preparing import ClipPreprocessSettings, PreprocessSettings
from signkit.settings.sentences import TextSettings
from signkit.settings.signs import TrainSettings
from signkit.settings.things import ImageSettings

__all__ = [
    "ClassifierSettings",
    "ClipPreprocessSettings",
    "ImageSettings",
    "LearningSettings",
    "PreprocessSettings",
    "Settings",
    "TextSettings",
    "TrainSettings",
]
