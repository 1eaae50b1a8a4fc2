"""Copies and near-copies: found, proved, grouped, shown."""
