"""Columns, filters, usage and findings of a list of keys, independent of the user interface."""
