"""Changes of training samples: augmentation, degradation, mixing."""
