"""Checks of an install, each with what to do about what it found."""

from signkit.doctor.findings import Finding, tell
from signkit.doctor.processes import examine

__all__ = ["Finding", "examine", "tell"]
