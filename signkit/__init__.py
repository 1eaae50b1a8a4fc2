"""signkit: from photos of signs to a trained, honestly measured classifier."""

__version__ = "0.1.0"
