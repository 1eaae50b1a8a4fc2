"""A training as it is watched: curves in a notebook, TensorBoard."""
