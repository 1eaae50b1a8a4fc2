"""What a check of an install finds, the table of checks, and how findings are said."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

OK, NOTE, WRONG = "ok", "note", "wrong"
AGAIN = "Install the packages again: pip install -r requirements.txt"


@dataclass(frozen=True)
class Finding:
    """What a check found, and what to do about it."""

    name: str
    state: str  # OK, NOTE (works, but know this) or WRONG
    found: str
    mend: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Check:
    """A row of the table of checks."""

    run: Callable[[str], Iterator[Finding]]
    limit: float  # seconds, after which it is given up
    quick: bool


CHECKS: dict[str, Check] = {}


def check(name: str, limit: float, quick: bool = False) -> Callable:
    """Decorate a check to enter it; only `quick` ones run where little time is."""

    def enter(function):
        CHECKS[name] = Check(function, limit, quick)
        return function

    return enter


def tell(findings: list[Finding]) -> str:
    """Say findings, a line each, with what to do below those that need it, and a count."""
    lines = []
    for one in findings:
        seconds = f" ({one.seconds:.0f} s)" if one.seconds >= 1 else ""
        lines.append(f"{one.state:6}{one.name:14}{one.found}{seconds}")
        if one.mend and one.state != OK:
            lines.append(f"{'':20}-> {one.mend}")
    states = [one.state for one in findings]
    count = ", ".join(f"{states.count(state)} {state}" for state in (OK, NOTE, WRONG))
    return "\n".join([*lines, count + "."])
