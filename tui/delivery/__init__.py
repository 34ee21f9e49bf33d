"""Delivery of secrets and other texts: clipboard, private files, and commands."""
