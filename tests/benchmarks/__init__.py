"""Costs of the program beside others; run by `python -m tests.benchmarks`."""
