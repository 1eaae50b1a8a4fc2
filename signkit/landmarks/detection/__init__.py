"""Hands found in photos, by worker processes."""
