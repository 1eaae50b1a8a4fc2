"""Two runs of one answer on the same photos: how far apart, and how sure that is."""
