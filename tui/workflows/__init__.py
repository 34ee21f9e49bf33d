"""Changes that take several requests, without a screen."""
