"""What a data set says of each sample: one class, or several labels."""
