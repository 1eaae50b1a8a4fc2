"""The optimizer of a stage, with its learning rate over time."""

import keras

from signkit.settings.learning import LearningSettings
from signkit.settings.plans import Stage

LOWEST = 0.01  # share of its highest rate that a cosine ends with


def build_optimizer(
    settings: LearningSettings, stage: Stage, steps: int, together: int = 1
) -> keras.Optimizer:
    """Build the stage's optimizer; `steps` batches make an epoch, `together` make an update.

    `settings.schedule` is "plateau" (a constant rate, which a callback lowers), "cosine" (up over
    the first `warmup` share, then down to a hundredth; Loshchilov & Hutter 2017) or
    "cosine_restarts" (the same from the top again, each time twice as long).
    """
    recipe = settings.recipe
    # Keras counts every batch for a schedule, not every update.
    rate = learning_rate(settings, stage, steps)
    common = {
        "clipnorm": recipe.clipnorm,
        "beta_2": recipe.beta_2,
        "gradient_accumulation_steps": together if together > 1 else None,
        "use_ema": settings.ema > 0,
        "ema_momentum": momentum(settings.ema, stage.epochs * steps / together),
    }
    if recipe.optimizer == "adam":
        return keras.optimizers.Adam(rate, **common)
    return keras.optimizers.AdamW(rate, weight_decay=recipe.weight_decay, **common)


def momentum(asked: float, updates: float) -> float:
    """Return the momentum of averaged weights, over a twentieth of a stage's updates at most.

    Keras's average begins with the weights that a stage begins with: in a short stage a high
    momentum would hardly leave them.
    """
    return max(0.0, min(asked or 0.99, 1 - 20 / max(updates, 20)))


def learning_rate(settings: LearningSettings, stage: Stage, steps: int):
    """Return the rate, or the Keras schedule, of a stage with `steps` updates an epoch."""
    steps, highest = max(1, steps), stage.learning_rate
    if settings.schedule == "cosine":
        rising = round(settings.warmup * stage.epochs * steps)
        return keras.optimizers.schedules.CosineDecay(
            highest * LOWEST if rising else highest,
            max(1, stage.epochs * steps - rising),
            alpha=LOWEST,
            warmup_target=highest if rising else None,
            warmup_steps=rising,
        )
    if settings.schedule == "cosine_restarts":
        # 1 + 2 + 4 parts: the third and longest ends with the stage.
        first = max(1, stage.epochs * steps // 7)
        return keras.optimizers.schedules.CosineDecayRestarts(highest, first, alpha=LOWEST)
    return highest
