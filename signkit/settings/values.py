"""Checks, names and descriptions that several settings share."""

# What groups often are; signkit.data.group_kinds knows more, and takes any word.
GROUP_KINDS = ("signer", "session", "background", "source")
# Names of signkit.models.photos.backbones.BACKBONES.
BACKBONES = (
    "EfficientNetV2S",
    "EfficientNetV2B0",
    "EfficientNetB0",
    "ResNet50",
    "MobileNetV3Large",
    "ConvNeXtTiny",
    "ConvNeXtTinyCBAM",
    "compact",
    "fine",
    "small",
)

ROOT = (
    'The Drive folder, in which everything is kept. "" takes the Drive on Colab, else the variable '
    "SIGNKIT_ROOT or a folder drive_layout, here or above."
)
MODEL_FOLDER = "The folder in models/ that keeps the versions of this model."
PLAN = (
    "What is trained after what: stages with semicolons between, each as name, epochs, learning "
    'rate{}. "" takes the recipe\'s.'
)
USE_DRIVE = "On Colab, mount Google Drive: without it all is gone when the session ends."


def one_of(value: str, table: dict) -> str:
    """Return `value`, a name in `table`; raises ValueError with the names there are."""
    if value not in table:
        raise ValueError(f"choose one of: {', '.join(table)}")
    return value


def three_quarters(pixels: int) -> int:
    """Three quarters of a side, in whole 32 pixels."""
    return max(32, pixels * 3 // 4 // 32 * 32)


def enough_pixels(value: int) -> int:
    """Return a side in pixels; raises ValueError where it is too small."""
    if 0 < value < 32:
        raise ValueError("give at least 32 pixels, or 0 for what is usual")
    return value
