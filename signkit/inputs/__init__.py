"""From stored photos and landmarks to batches."""
