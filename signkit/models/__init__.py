"""The classifiers and what they are built from; importing it makes their `.keras` files load."""

from signkit.models.attention import SpatialAttention
from signkit.models.backbones import BACKBONES, build_backbone
from signkit.models.fusion import FUSIONS
from signkit.models.geometry import HandFeatures, RelativeGeometry
from signkit.models.hands import HandTokens, MaskedMean
from signkit.models.hybrid import Hybrid, build_hybrid
from signkit.models.landmark_encoders import ENCODERS
from signkit.models.skeleton import SkeletonConvolution
from signkit.models.temperature import Temperature

__all__ = [
    "BACKBONES",
    "ENCODERS",
    "FUSIONS",
    "HandFeatures",
    "HandTokens",
    "Hybrid",
    "MaskedMean",
    "RelativeGeometry",
    "SkeletonConvolution",
    "SpatialAttention",
    "Temperature",
    "build_backbone",
    "build_hybrid",
]
