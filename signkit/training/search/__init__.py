"""The search for hyperparameters before a training."""
