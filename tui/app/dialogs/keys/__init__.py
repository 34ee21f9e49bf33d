"""Dialogs about lists of keys and single keys."""
