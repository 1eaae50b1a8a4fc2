"""Stage plans as data: what `STAGES` stands for, and how a plan of one's own is written.

A plan is a row of stages, each trained from where the one before ended best. Written as text it is
`"visual 20 1e-3; landmark 20 1e-3; fusion 30 1e-4; end_to_end 50 1e-5"`: name, epochs, rate.
"""

from dataclasses import dataclass, replace

PARTS = ("backbone", "visual", "landmark", "fusion")
# What each head looks at: input names of the model.
INPUTS = {
    "visual": ("image_input",),
    "landmark": ("landmark_input",),
    "fused": ("image_input", "landmark_input"),
    "text": ("source_input", "target_input"),
}


@dataclass(frozen=True)
class Stage:
    """One stage: which head learns, which parts move, for how long and how fast."""

    name: str
    output: str  # the head that learns and is measured: visual, landmark, fused or text
    trains: tuple[str, ...]  # the PARTS whose weights move; the others are frozen
    epochs: int
    learning_rate: float  # at its highest

    @property
    def inputs(self) -> tuple[str, ...]:
        """What the stage looks at: the model's input names."""
        return INPUTS[self.output]

    @property
    def freezes_backbone(self) -> bool:
        """Whether photos are looked at through a backbone that stays as it is."""
        return "image_input" in self.inputs and "backbone" not in self.trains


def _kind(name: str, output: str, *trains: str) -> Stage:
    return Stage(name, output, trains, 0, 0.0)


# What a stage of this name learns with and moves. A branch has a head of its own in its stage: a
# branch trained through a random fusion that is frozen would hardly be trained at all.
KINDS = {
    kind.name: kind
    for kind in (
        _kind("visual", "visual", "backbone", "visual"),
        _kind("visual_head", "visual", "visual"),
        _kind("landmark", "landmark", "landmark"),
        _kind("fusion", "fused", "fusion"),
        _kind("frozen_backbone", "fused", "visual", "landmark", "fusion"),
        _kind("end_to_end", "fused", *PARTS),
        _kind("translation", "text"),
    )
}


def read_plan(text: str) -> tuple[Stage, ...]:
    """Read a plan by its name in PLANS or as text; raises ValueError saying what is allowed."""
    text = PLANS.get(text.strip(), text)
    stages = [_read_stage(part) for part in text.split(";") if part.strip()]
    names = [stage.name for stage in stages]
    if not stages:
        raise ValueError(f"name one of {', '.join(PLANS)}, or write stages: {PLANS['four_stages']}")
    if len(set(names)) < len(names):
        raise ValueError("each stage may come once")
    if "fused" in (outputs := [stage.output for stage in stages]) and outputs[-1] != "fused":
        raise ValueError(f"the last stage must train what the others led to, not {names[-1]} alone")
    return tuple(stages)


def scale_plan(plan: tuple[Stage, ...], epochs: int, learning_rate: float) -> tuple[Stage, ...]:
    """Share `epochs` among the stages as the plan does, and set the first stage's rate.

    The other rates keep their ratio to the first; 0 leaves epochs or rates as the plan has them.
    Every stage keeps at least one epoch, so `epochs` below the number of stages gives that many.
    """
    total = sum(stage.epochs for stage in plan)
    factor = learning_rate / plan[0].learning_rate if learning_rate else 1.0
    done, scaled = 0, []
    for stage in plan:
        done += stage.epochs
        before = sum(s.epochs for s in scaled)
        share = max(1, round(epochs * done / total) - before) if epochs else stage.epochs
        scaled.append(replace(stage, epochs=share, learning_rate=stage.learning_rate * factor))
    return tuple(scaled)


PLANS = {
    "one_stage": "end_to_end 60 1e-3",
    "four_stages": "visual 20 1e-3; landmark 20 1e-3; fusion 30 1e-4; end_to_end 50 1e-5",
    "clip_stages": "visual 20 1e-3; landmark 80 1e-3; fusion 30 1e-4; end_to_end 30 1e-5",
    "landmarks_only": "landmark 60 1e-3",
    "photos_only": "visual 60 1e-3",
}


def _read_stage(text: str) -> Stage:
    words = text.split()
    try:
        name, epochs, rate = words[0], int(words[1]), float(words[2])
        kind = KINDS[name]
        if len(words) > 3 or epochs < 1 or not 0 < rate <= 1:
            raise ValueError
    except (KeyError, IndexError, ValueError):
        raise ValueError(
            f"{text.strip()!r} is no stage: write name, epochs, rate, as in 'fusion 30 1e-4'; "
            f"names: {', '.join(KINDS)}; plans by name: {', '.join(PLANS)}"
        ) from None
    return replace(kind, epochs=epochs, learning_rate=rate)
