"""Figures of each way to answer: one class, several labels, a sentence."""
