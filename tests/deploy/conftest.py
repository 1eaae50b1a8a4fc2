from tiny_data import layout, things, waves  # noqa: F401
