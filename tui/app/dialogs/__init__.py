"""Questions and panels on top of a screen; each gives one result."""
