"""What is wrong with clips, and which are copies."""
