"""Train, validation and test; folds; what must not be parted."""
