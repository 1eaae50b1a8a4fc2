"""Figures, each a function from numbers to a matplotlib Figure."""
