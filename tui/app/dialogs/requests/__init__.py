"""Dialogs that send a request and wait for its response."""
