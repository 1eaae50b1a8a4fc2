"""The steps before a training: what is there is checked, listed, and looked at for hands."""
