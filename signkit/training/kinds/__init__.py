"""What is looked at: signs, clips, things, sentences."""
