"""Hands followed through clips."""
