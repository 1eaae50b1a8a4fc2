"""Stationery, drawn as it lies on a table."""
