"""What the report says of one class, several labels, or sentences."""
