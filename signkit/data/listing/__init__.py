"""From a folder, a CSV or annotation files to rows of a catalog."""
