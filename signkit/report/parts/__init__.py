"""Parts of the report, each from a run's files to what the page's template fills in."""
