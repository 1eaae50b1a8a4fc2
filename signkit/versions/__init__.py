"""Promoted models, and the one that is active."""
