"""The classifiers and what they are built from; importing it makes their `.keras` files load."""

from signkit.models.alignment import text_classifier
from signkit.models.attention import SpatialAttention
from signkit.models.backbones import BACKBONES, build_backbone
from signkit.models.clip_hybrid import build_clip_hybrid
from signkit.models.fusion import FUSIONS
from signkit.models.geometry import HandFeatures, RelativeGeometry
from signkit.models.hands import HandTokens, MaskedMean
from signkit.models.hybrid import Hybrid, build_hybrid
from signkit.models.landmark_encoders import ENCODERS
from signkit.models.skeleton import SkeletonConvolution
from signkit.models.tasks import SignsAndTexts
from signkit.models.temperature import Temperature
from signkit.models.temporal import TEMPORAL
from signkit.models.text_encoders import TEXT_ENCODERS
from signkit.models.translation import build_translation

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
