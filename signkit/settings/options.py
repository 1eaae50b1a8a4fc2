"""What `OPTION` and `MODE` stand for in the training notebooks, as data."""

from dataclasses import dataclass, replace

# What a network of signs may learn: its classes, to find texts, to write them.
TASKS = ("classify", "align", "translate")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a classifier is trained, whatever it looks at."""

    stages: str  # a name in signkit.settings.plans.PLANS, or a plan as text
    optimizer: str  # "adam" or "adamw"
    weight_decay: float  # 0 for none
    clipnorm: float | None
    stop_patience: int  # epochs without better validation accuracy
    plateau_factor: float  # the learning rate is multiplied by this ...
    plateau_patience: int  # ... after so many epochs without better validation loss
    lowest_rate: float = 1e-7
    beta_2: float = 0.999  # how long the optimizer remembers the size of gradients
    loss: str = "crossentropy"  # a name in signkit.training.loop.losses.LOSSES
    label_smoothing: float = 0.0
    schedule: str = "plateau"  # or "cosine", "cosine_restarts"; signkit.training.loop.optimizers


@dataclass(frozen=True, kw_only=True)
class HybridOption(Recipe):
    """One way to build and train the image + landmark classifier."""

    image_size: int  # pixels; the photo is fitted into a square of this side
    backbone: str  # a name in signkit.models.photos.backbones.BACKBONES
    spatial_attention: bool  # weigh the backbone's positions before they are pooled
    landmark_encoder: str  # a name in signkit.models.encoders.landmarks.ENCODERS
    fusion: str  # a name in signkit.models.fusion.FUSIONS
    head: tuple[tuple[int, float], ...]  # (units, dropout after) of each dense layer
    head_dropout: float  # before the softmax, where the head has no layers of its own
    # Probability, where photo and hands are trained together, that a sample's photo is blurred
    # beyond use, and that its hands are blanked: neither branch then leans on the other alone.
    modality_dropout: float = 0.0
    # Of clips; photos have none of these.
    temporal: str = ""  # a name in signkit.models.encoders.temporal.TEMPORAL
    frames: int = 0  # frames of a clip at most, those with hands in them
    pictures: int = 0  # frames of which the picture is looked at, evenly spread


@dataclass(frozen=True, kw_only=True)
class ImageMode(Recipe):
    """One way to build and train a classifier of photos alone."""

    model: str  # a name in signkit.models.photos.image.IMAGE_MODELS
    backbone: str  # a name in signkit.models.photos.backbones.BACKBONES, where the model takes one
    img_height: int  # pixels
    img_width: int
    stages_from_random: str = ""  # the plan where the backbone starts from random weights


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
        stages="one_stage",
        optimizer="adam",
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
        stages="one_stage",
        optimizer="adamw",
        weight_decay=1e-4,
        clipnorm=1.0,
        stop_patience=20,
        plateau_factor=0.5,
        plateau_patience=7,
    ),
}

# As A, and the hand's geometry beside its points; each branch is trained by itself first.
OPTIONS["B"] = replace(
    OPTIONS["A"],
    landmark_encoder="geometry",
    stages="four_stages",
    label_smoothing=0.1,
    modality_dropout=0.1,
)

# Clips: the hands over time, and a few pictures of each.
OPTIONS["C"] = replace(
    OPTIONS["B"],
    landmark_encoder="",
    temporal="conv_transformer",
    frames=64,
    pictures=8,
    stages="clip_stages",
    schedule="cosine",
    stop_patience=100,  # a cosine learns most at its end
    weight_decay=0.01,
)

# Sentences alone, as published for glosses of PHOENIX-2014T, at a size that two cores train.
SENTENCES = Recipe(
    stages="translation 18 1.2e-3",
    optimizer="adamw",
    weight_decay=1e-3,
    clipnorm=1.0,
    beta_2=0.98,  # Vaswani et al., 2017: rare words' gradients come and go
    stop_patience=100,  # a cosine learns most at its end
    plateau_factor=0.5,
    plateau_patience=5,
    label_smoothing=0.1,
    schedule="cosine",
)

_CNN = ImageMode(
    model="cnn",
    backbone="",
    img_height=300,
    img_width=300,
    stages="visual 15 1e-3",
    optimizer="adam",
    weight_decay=0.0,
    clipnorm=None,
    stop_patience=5,
    plateau_factor=0.5,
    plateau_patience=3,
)

MODES = {
    # Two convolutions and a dense layer, as in most first notebooks.
    "simple": _CNN,
    # The same, its sizes and rate searched for; then trained for longer with the best.
    "tuned": replace(_CNN, stages="visual 30 1e-3", stop_patience=10, plateau_patience=5),
    # A backbone that knows ImageNet: its head first, then the whole of it, slowly.
    "transfer": ImageMode(
        model="transfer",
        backbone="EfficientNetV2B0",
        img_height=224,
        img_width=224,
        stages="visual_head 15 1e-3; visual 15 1e-5",
        stages_from_random="visual 40 1e-3",
        optimizer="adamw",
        weight_decay=1e-4,
        clipnorm=1.0,
        stop_patience=10,
        plateau_factor=0.5,
        plateau_patience=5,
    ),
}
