"""Columns, filters, usage and findings of a list of keys: plain functions, without any screen."""
