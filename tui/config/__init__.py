"""The config file: what may stand in it, and what does."""
