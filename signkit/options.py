"""The hybrid's options as data: what `OPTION` stands for in the training notebook."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HybridOption:
    """One way to build and train the image + landmark classifier."""

    image_size: int  # pixels; the photo is fitted into a square of this side
    backbone: str  # a name in signkit.models.backbones.BACKBONES
    spatial_attention: bool  # weigh the backbone's positions before they are pooled
    landmark_encoder: str  # a name in signkit.models.landmark_encoders.ENCODERS
    fusion: str  # a name in signkit.models.fusion.FUSIONS
    head: tuple[tuple[int, float], ...]  # (units, dropout after) of each dense layer
    head_dropout: float  # before the softmax, where the head has no layers of its own
    optimizer: str  # "adam" or "adamw"
    learning_rate: float
    weight_decay: float  # 0 for none
    clipnorm: float | None
    stop_patience: int  # epochs without better validation accuracy
    plateau_factor: float  # the learning rate is multiplied by this ...
    plateau_patience: int  # ... after so many epochs without better validation loss
    lowest_rate: float = 1e-7


OPTIONS = {
    # What users' notebooks have today, without their faults.
    "baseline": HybridOption(
        image_size=128,
        backbone="EfficientNetB0",
        spatial_attention=False,
        landmark_encoder="dense",
        fusion="concat",
        head=(),
        head_dropout=0.5,
        optimizer="adam",
        learning_rate=1e-3,
        weight_decay=0.0,
        clipnorm=None,
        stop_patience=15,
        plateau_factor=0.2,
        plateau_patience=5,
    ),
    # Attention in space, and between the photo's positions and the 42 landmarks.
    "A": HybridOption(
        image_size=224,
        backbone="EfficientNetV2S",
        spatial_attention=True,
        landmark_encoder="tokens",
        fusion="cross_attention",
        head=((512, 0.5), (256, 0.4)),
        head_dropout=0.0,
        optimizer="adamw",
        learning_rate=1e-3,
        weight_decay=1e-4,
        clipnorm=1.0,
        stop_patience=20,
        plateau_factor=0.5,
        plateau_patience=7,
    ),
}
