"""What a trained model says of data that it did not train on."""
