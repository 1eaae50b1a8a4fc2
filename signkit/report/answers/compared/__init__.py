"""Runs of one answer side by side: the columns of their tables."""
