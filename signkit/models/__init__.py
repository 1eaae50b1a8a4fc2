"""The classifiers and what they are built from."""
