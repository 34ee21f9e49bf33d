"""Dialogs: questions and panels on top of a screen, each with one result."""
