"""Figures and parts of pages that show photos or clips."""
