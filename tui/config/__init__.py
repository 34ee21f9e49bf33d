"""Settings: their declaration, the config file, and the files beside it."""
