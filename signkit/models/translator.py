"""Where model cards of older runs say that the translator is."""

from signkit.models.texts.translator import Translator

__all__ = ["Translator"]
