"""Dialogs about the program: profile, theme, certificate."""
