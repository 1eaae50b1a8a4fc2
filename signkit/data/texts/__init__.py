"""Words about signs, and pairs of sentences."""
