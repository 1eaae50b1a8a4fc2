"""A stage of a training, epoch by epoch: what it learns from, keeps, and goes on from."""
