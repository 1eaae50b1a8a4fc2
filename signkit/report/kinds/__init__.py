"""What the report needs to know of what a run looks at: signs, clips, things, sentences."""
