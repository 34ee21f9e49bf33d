"""Dialogs that issue and deliver a new secret."""
