"""What a finished model looks at, made from files as the training made it: signs, clips, things."""
