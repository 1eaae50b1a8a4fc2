"""How long a run still takes, over all its stages."""

from statistics import median

from signkit.settings.plans import Stage


def left(
    plan: tuple[Stage, ...],
    lines: list[dict],
    index: int,
    done: float,
    measured: float | None = None,
) -> tuple[float, bool] | None:
    """Return (seconds left, whether every stage to come was timed) after `done` epochs of a stage.

    `lines` are the history's (stage, seconds), `measured` the seconds an epoch of this stage takes
    after its first step, where that is known. A stage that hasn't begun is taken to be as slow as
    the slowest so far: what is returned is then the most it may take. None where nothing was timed.
    """
    timed: dict[str, list[float]] = {}
    for line in lines:
        timed.setdefault(line["stage"], []).append(line["seconds"])
    # A stage's first epoch compiles and takes longer; so does the first after each interruption.
    pace = {name: median(seconds[1:] or seconds) for name, seconds in timed.items()}
    if measured is not None:
        pace[plan[index].name] = measured
    if not pace:
        return None
    slowest = max(pace.values())
    to_come = plan[index + 1 :]
    seconds = (plan[index].epochs - done) * pace.get(plan[index].name, slowest)
    seconds += sum(stage.epochs * pace.get(stage.name, slowest) for stage in to_come)
    return seconds, all(stage.name in pace for stage in plan[index:])


def say(seconds: float, exact: bool) -> str:
    """Say a time left in words, rounded as one would: "40 s", "at most 1 h 40 min"."""
    minutes = round(seconds / 60)
    if seconds < 90:
        words = f"{round(seconds)} s"
    elif minutes < 60:
        words = f"{minutes} min"
    else:
        words = f"{minutes // 60} h {minutes % 60} min"
    return words if exact else f"at most {words}"
