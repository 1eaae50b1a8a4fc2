"""From folders, videos and sequence files to a catalog of clips."""
