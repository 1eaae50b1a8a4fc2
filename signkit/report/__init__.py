"""What a person sees of a run: the report, its pictures and words, and runs side by side."""
