"""Costs of the program beside a bare Textual app; run by `python -m tests.benchmarks`."""
