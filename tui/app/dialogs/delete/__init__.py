"""Dialogs about deletes."""
