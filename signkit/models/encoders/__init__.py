"""From landmarks, frames and texts to features, by name."""
