"""Dialogs about lists of keys, and about single keys."""
