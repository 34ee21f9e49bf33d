"""Dialogs about a new secret: how to issue it and where it goes."""
