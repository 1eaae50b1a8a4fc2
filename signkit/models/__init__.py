"""The classifiers and what they are built from; importing it makes their `.keras` files load."""

from signkit.models.blocks.attention import SpatialAttention
from signkit.models.blocks.geometry import HandFeatures, RelativeGeometry
from signkit.models.blocks.hands import HandTokens, MaskedMean
from signkit.models.blocks.skeleton import SkeletonConvolution
from signkit.models.blocks.temperature import Temperature
from signkit.models.clip_hybrid import build_clip_hybrid
from signkit.models.encoders.landmarks import ENCODERS
from signkit.models.encoders.temporal import TEMPORAL
from signkit.models.encoders.texts import TEXT_ENCODERS
from signkit.models.fusion import FUSIONS
from signkit.models.hybrid import Hybrid, build_hybrid
from signkit.models.photos.backbones import BACKBONES, build_backbone
from signkit.models.tasks import SignsAndTexts
from signkit.models.texts.alignment import text_classifier
from signkit.models.texts.translation import build_translation

__all__ = [
    "BACKBONES",
    "ENCODERS",
    "FUSIONS",
    "TEMPORAL",
    "TEXT_ENCODERS",
    "HandFeatures",
    "HandTokens",
    "Hybrid",
    "MaskedMean",
    "RelativeGeometry",
    "SignsAndTexts",
    "SkeletonConvolution",
    "SpatialAttention",
    "Temperature",
    "build_backbone",
    "build_clip_hybrid",
    "build_hybrid",
    "build_translation",
    "text_classifier",
]
