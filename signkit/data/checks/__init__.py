"""What is wrong with photos, and whether they are still those that were prepared."""
