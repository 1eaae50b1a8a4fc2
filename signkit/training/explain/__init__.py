"""What a trained model's answers rest on."""
